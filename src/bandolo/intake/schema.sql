-- What does the intake keep? Lines, their entries, the heads of their logs: rows are added, never changed.
-- {writer} takes entries in, {reader} reads them; both are roles that own nothing here.

CREATE SCHEMA IF NOT EXISTS intake;

-- The clock that decides: the database's own, unless whoever made the schema names another (a demo's stands elsewhere).
CREATE FUNCTION intake.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT {clock}';

-- One line for each call.
CREATE TABLE intake.line (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call text NOT NULL UNIQUE CHECK (call ~ '^[A-Za-z0-9_-]{{1,64}}$'),
    made_at timestamptz NOT NULL DEFAULT intake.now()
);

-- The log. `text` is what its leaf is the hash of (docs/click-day.md); the other columns say the same again.
CREATE TABLE intake.entry (
    line integer NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    -- The place of an accepted application; nothing else has one.
    number bigint CHECK (number > 0),
    kind text COLLATE "C" NOT NULL CHECK (kind ~ '^[a-z_]{{1,20}}$'),
    at timestamptz NOT NULL,
    -- The seal or the act that it is about.
    subject uuid NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (line, position),
    UNIQUE (subject, kind, line),
    CHECK ((kind = 'accepted') = (number IS NOT NULL))
);

-- No number twice, whoever writes.
CREATE UNIQUE INDEX entry_number ON intake.entry (line, number) WHERE number IS NOT NULL;

-- The acts of a line, newest found at once.
CREATE INDEX entry_act ON intake.entry (line, position) WHERE kind = 'act';

-- What was withdrawn, which is little.
CREATE INDEX entry_withdrawn ON intake.entry (line, position) WHERE kind = 'withdrawn';

-- One signed head for each batch, with what the next batch goes on from. One size has one root.
CREATE TABLE intake.head (
    line integer NOT NULL REFERENCES intake.line,
    size bigint NOT NULL CHECK (size > 0),
    number bigint NOT NULL CHECK (number BETWEEN 0 AND size),
    total bigint NOT NULL CHECK (total >= 0),
    closed_by bigint NOT NULL CHECK (closed_by BETWEEN 0 AND number),
    at timestamptz NOT NULL,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    -- The roots of the whole subtrees, from left to right, 32 bytes each.
    peaks bytea NOT NULL CHECK (octet_length(peaks) % 32 = 0),
    key text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (line, size)
);

-- The public keys of all heads, by their ids.
CREATE TABLE intake.key (
    id text PRIMARY KEY,
    public bytea NOT NULL CHECK (octet_length(public) = 32),
    first_used_at timestamptz NOT NULL DEFAULT intake.now()
);

-- What has been submitted, in the columns of its ticket; a withdrawn entry keeps its number and its sum.
CREATE VIEW intake.submission AS
SELECT line.call, entry.position, entry.number, entry.at, entry.subject AS seal,
       split_part(entry.text, '.', 12) AS edition,
       split_part(entry.text, '.', 13) AS application,
       split_part(entry.text, '.', 14) AS enterprise,
       split_part(entry.text, '.', 15) AS undertaking,
       split_part(entry.text, '.', 16)::bigint AS requested,
       split_part(entry.text, '.', 17) AS digest,
       EXISTS (
           SELECT FROM intake.entry AS other
           WHERE other.line = entry.line AND other.subject = entry.subject AND other.kind = 'withdrawn'
       ) AS is_withdrawn
FROM intake.entry JOIN intake.line ON line.id = entry.line
WHERE entry.kind = 'accepted';

-- The log as all may see it: it names nobody.
CREATE VIEW intake.public_entry AS
SELECT line.call, entry.position, entry.number, entry.kind, entry.at,
       encode(sha256('\x00'::bytea || convert_to(entry.text, 'UTF8')), 'hex') AS leaf
FROM intake.entry JOIN intake.line ON line.id = entry.line;

-- The same as the file that is published: its lines in the order of (position, part).
CREATE VIEW intake.log AS
SELECT call, 0::bigint AS position, 0 AS part, 'bandolo-log-1 ' || call AS text FROM intake.line
UNION ALL
SELECT call, 0, 1, 'key ' || key.id || ' ' || encode(public, 'hex') FROM intake.line CROSS JOIN intake.key
UNION ALL
SELECT call, position, 0,
       concat_ws(' ', 'entry', position, coalesce(number, 0),
                 (extract(epoch FROM at) * 1000000)::bigint, kind, leaf)
FROM intake.public_entry
UNION ALL
SELECT call, size, 1,
       concat_ws(' ', 'head', size, encode(root, 'hex'),
                 (extract(epoch FROM at) * 1000000)::bigint, key, signature)
FROM intake.head JOIN intake.line ON line.id = head.line;

-- A deletion or a change is refused to everybody, owners and superusers included.
CREATE FUNCTION intake.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of intake.% are added, never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.line
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_change();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.entry
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_change();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.head
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_change();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.key
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_change();

GRANT USAGE ON SCHEMA intake TO {writer}, {reader};
GRANT SELECT ON ALL TABLES IN SCHEMA intake TO {writer}, {reader};
GRANT INSERT ON intake.line, intake.entry, intake.head, intake.key TO {writer};
