"""What does the intake ask its database, as a node and in a transaction of somebody else's?"""

# The first of the two keys of the advisory lock; the second is the id of the line.
LOCK = 0x62616E64
# The sum keeps the planner, which has seen the table empty, from walking the whole line for a few seals.
LOOK = """
    SELECT NULL::uuid AS subject, NULL AS kind,
           (extract(epoch FROM intake.now()) * 1000000)::bigint AS position
    UNION ALL
    SELECT subject, kind, position
    FROM unnest($2::uuid[]) AS came (subject) JOIN intake.entry USING (subject) WHERE line + 0 = $1"""
ADD = """
    WITH added AS (
        INSERT INTO intake.head (line, size, number, total, closed_by, at, root, peaks, key, signature)
        VALUES ($1, $3, $4, $5, $6, $2, $7, $8, $9, $10)
    )
    INSERT INTO intake.entry (line, at, position, number, kind, subject, text)
    SELECT $1, $2, split_part(text, '.', 3)::bigint, nullif(split_part(text, '.', 4), '0')::bigint,
           split_part(text, '.', 5), split_part(text, '.', 11)::uuid, text
    FROM string_to_table($11, E'\\n') AS text"""
KEY = "INSERT INTO intake.key (id, public) VALUES ($1, $2) ON CONFLICT DO NOTHING"
LAST = "SELECT * FROM intake.head WHERE line = $1 ORDER BY size DESC LIMIT 1"
STANDING = "SELECT text FROM intake.entry WHERE line = $1 AND kind = 'act' ORDER BY position DESC LIMIT 1"
HEAD_OF = """
    SELECT head.*, key.public FROM intake.head JOIN intake.key ON key.id = head.key
    WHERE line = $1 AND size >= $2 ORDER BY size LIMIT 1"""
BEFORE = "SELECT size, peaks FROM intake.head WHERE line = $1 AND size < $2 ORDER BY size DESC LIMIT 1"
TEXTS = "SELECT text FROM intake.entry WHERE line = $1 AND position > $2 AND position <= $3 ORDER BY position"
LINES = "SELECT id, call FROM intake.line"
NEW_LINE = "INSERT INTO intake.line (call) VALUES ($1) ON CONFLICT DO NOTHING"
FIND = "SELECT id FROM intake.line WHERE call = $1"
# As the lock that a node holds on the line, but until the end of the transaction.
WAIT = f"SELECT pg_advisory_xact_lock({LOCK}, $1)"
