-- What time is it? The present instant, moved by the one row of clock_shift where there is one (a demo has it,
-- a body's own desk never does). Only the owner writes there.
CREATE TABLE clock_shift (
    is_set boolean PRIMARY KEY DEFAULT true CHECK (is_set),
    shift interval NOT NULL
);

CREATE FUNCTION desk_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE
    SET search_path = public, pg_temp
    AS 'SELECT clock_timestamp() + coalesce((SELECT shift FROM clock_shift), interval ''0'')';
