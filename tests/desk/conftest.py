"""On which database do the tests of the desk work, and as whom?

As the application, on a copy of one migrated template: what the application may not do fails in every test.
`db` gives a test a transaction that is taken back; `committed` gives it a database of its own to commit in.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from bandolo.desk.settings import STORAGES, database_of
from bandolo.intake.keys import make_keys
from bandolo.server.postgres import SUPERUSER, Server, address
from bandolo.server.postgres_roles import APPLICATION, INTAKE, OWNER, drop, prepare
from tests.conftest import locked, shared_folder
from tests.desk.posted import Post

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
TEMPLATE = "desk_template"


@pytest.fixture(scope="session", autouse=True)
def desk_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As in earnest, but over HTTP and with static files as they stand."""
    settings.SECRET_KEY = token_urlsafe()
    keys = tmp_path_factory.mktemp("keys")
    make_keys(keys)
    with override_settings(
        KEYS=keys,
        STATIC_ROOT=str(tmp_path_factory.mktemp("static")),
        STORAGES={**STORAGES, "staticfiles": {"BACKEND": PLAIN}},
        FILES=tmp_path_factory.mktemp("files"),
        PAYS_FROM="IT60X0542811101000000123456",
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
        IS_HTTPS=False,
        SECURE_HSTS_SECONDS=0,
    ):
        yield


@pytest.fixture(scope="session")
def desk_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The name of a database with all tables and grants and nothing in them; the first worker makes it."""
    with locked(shared_folder(tmp_path_factory, worker_id)):
        prepare(postgres, TEMPLATE)
        environment = {**os.environ, "DATABASE_URL": address(postgres, TEMPLATE, OWNER)}
        words = [sys.executable, "-m", "bandolo.desk", "prepare_database", "--verbosity=0"]
        subprocess.run(words, env=environment, check=True)
        # Here alone the desk decides for the lines itself, in a test's own transaction: journeys have a node.
        with psycopg.connect(address(postgres, "postgres", SUPERUSER), autocommit=True) as superuser:
            superuser.execute(f"GRANT {INTAKE} TO {APPLICATION}")
    return TEMPLATE


def new_desk(postgres: Server, template: str, folder: Path) -> str:
    """A new database like the template, by name."""
    name = f"desk_{uuid4().hex[:16]}"
    with locked(folder):
        prepare(postgres, name, template)
    return name


def work_on(postgres: Server, database: str) -> None:
    """Let Django work on a database, as the application."""
    connection.close()
    connections.settings["default"].update(database_of(address(postgres, database, APPLICATION)))
    connection.settings_dict.update(connections.settings["default"])


@pytest.fixture(scope="session")
def django_db_setup(
    postgres: Server,
    desk_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The database of this worker."""
    name = new_desk(postgres, desk_template, shared_folder(tmp_path_factory, worker_id))
    work_on(postgres, name)
    yield
    with django_db_blocker.unblock():
        connection.close()
    drop(postgres, name)


@pytest.fixture
def committed(
    postgres: Server,
    desk_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    django_db_setup: None,  # noqa: ARG001 - the database to go back to afterwards
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A database of this test's own, by name, in which what is committed stays: for races and journeys."""
    before = str(connection.settings_dict["NAME"])
    name = new_desk(postgres, desk_template, shared_folder(tmp_path_factory, worker_id))
    work_on(postgres, name)
    with django_db_blocker.unblock():
        yield name
        connection.close()
    work_on(postgres, before)
    drop(postgres, name)


@pytest.fixture
def post(tmp_path: Path, settings: Settings) -> Post:
    """Certified mail, set up with a provider of the test's own."""
    return Post(tmp_path, settings)
