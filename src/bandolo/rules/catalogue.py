"""What can a call file say: every kind with its fields and its smallest example, as one page?"""

import re
from collections.abc import Mapping

from bandolo.rules.grammar import Kind, KindPage, Meaning, Told, fields_of, kinds

_KIND = re.compile(r"^(#+) (`kind = \"(\w+)\"`|`\[+(\w+)\]+`)$", re.MULTILINE)


def catalogue(skeleton: str, pages: Mapping[str, KindPage]) -> str:
    """The catalogue in Markdown: the skeleton with each kind where its heading stands.

    ValueError where a page lacks a field of its kind, tells of one too many, or the skeleton lacks a kind.
    """
    known, told = kinds(), set()

    def section(match: re.Match[str]) -> str:
        name = f"aid.{match[3]}" if match[3] else match[4]
        told.add(name)
        return f"{match[1]} {_section(known[name], name, pages[name])}"

    page = _KIND.sub(section, skeleton)
    if absent := sorted(known.keys() - told):
        raise ValueError(f"the catalogue has no place for {', '.join(absent)}")
    return page


def _section(kind: Kind, name: str, page: KindPage) -> str:
    told = fields_of(kind.record, kind.told)
    lacks = [one.key for one in told if one.key not in page.fields]
    strange = sorted(page.fields.keys() - {one.key for one in told})
    if lacks or strange:
        raise ValueError(f"{name}: not told: {', '.join(lacks)}; told and not there: {', '.join(strange)}")
    rows = [_row(one, page.meaning(one.key) or Meaning(says="")) for one in told]
    table = ["| field | needed | written as | what it says |", "| --- | --- | --- | --- |", *rows]
    mark = "cases" if kind.is_case else "part"
    example = f"<!-- {mark} -->\n```toml\n{page.example.strip()}\n```" if page.example else ""
    parts = [page.text.strip(), "\n".join(rows and table), page.notes.strip(), example, page.more.strip()]
    return "\n\n".join([f"{kind.head}: {page.title}", *(part for part in parts if part)])


def _row(one: Told, meaning: Meaning) -> str:
    needed = meaning.needed or ("yes" if one.is_needed else "no")
    if not one.is_needed and meaning.needed is None:
        default = f"`{one.default}`" if one.default else ""
        needed = f"no: {meaning.without or default}" if meaning.without or default else "no"
    cells = (f"`{one.key}`", needed, one.type, meaning.says)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
