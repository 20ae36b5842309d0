-- What does the database itself refuse, whatever the program does?

-- An event follows the last of its dossier: the next number, and the digest of the one before.
-- Two that come at once take turns by the dossier's lock, so that neither chain breaks nor number is lost.
CREATE FUNCTION event_follows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    last desk_event;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.dossier::text, 1));
    SELECT * INTO last FROM desk_event WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.previous <> coalesce(last.digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'event % of dossier % does not follow the last one', NEW.seq, NEW.dossier
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER event_follows BEFORE INSERT ON desk_event
    FOR EACH ROW EXECUTE FUNCTION event_follows();

-- Entries of one call come one after the other, and name only awards of that call. Each statement must see what the one before it left, which only
-- READ COMMITTED gives: an older snapshot could overlook a commitment.
CREATE FUNCTION ledger_in_line() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is written in READ COMMITTED transactions'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF NEW.award_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM desk_award JOIN desk_application ON desk_application.id = desk_award.application_id
        WHERE desk_award.id = NEW.award_id AND desk_application.call_id = NEW.call_id
    ) THEN
        RAISE EXCEPTION 'the award is of another call'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_award_of_call';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.call_id::text, 2));
    RETURN NEW;
END
$$;

CREATE TRIGGER ledger_in_line BEFORE INSERT ON desk_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_in_line();

-- Of each call, what is committed and not released is within the funds. Of each award: what was paid out (to
-- the beneficiary, to its creditors, as tax) and has not come back is within what is committed and not
-- released; and no more comes back than was paid out. Interest stands beside.
CREATE FUNCTION ledger_within_funds() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    funds bigint;
    committed bigint;
    left_of_award bigint;
    paid_out bigint;
BEGIN
    SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'fund'), 0),
           coalesce(sum(amount_cents) FILTER (WHERE kind = 'commitment'), 0)
               - coalesce(sum(amount_cents) FILTER (WHERE kind = 'release'), 0)
        INTO funds, committed
        FROM desk_ledgerentry WHERE call_id = NEW.call_id;
    IF committed > funds THEN
        RAISE EXCEPTION 'commitments of % cents exceed the funds of % cents', committed, funds
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_within_funds';
    END IF;
    IF NEW.award_id IS NOT NULL THEN
        SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'commitment'), 0)
                   - coalesce(sum(amount_cents) FILTER (WHERE kind = 'release'), 0),
               coalesce(sum(amount_cents) FILTER (WHERE kind IN ('payment', 'withholding')), 0)
                   - coalesce(sum(amount_cents) FILTER (WHERE kind = 'recovery'), 0)
            INTO left_of_award, paid_out
            FROM desk_ledgerentry WHERE award_id = NEW.award_id;
        IF left_of_award < 0 OR paid_out > left_of_award THEN
            RAISE EXCEPTION 'of the award % cents stand, % would be paid out', left_of_award, paid_out
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_within_award';
        END IF;
        IF paid_out < 0 THEN
            RAISE EXCEPTION 'more comes back than was paid out'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_recovered_of_paid';
        END IF;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_within_funds AFTER INSERT ON desk_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_within_funds();

-- An edition belongs to the call of the application, and so does an award's act to its application's call.
CREATE FUNCTION application_on_edition_of_call() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM desk_edition WHERE id = NEW.edition_id AND call_id = NEW.call_id) THEN
        RAISE EXCEPTION 'the edition is of another call' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER application_on_edition_of_call BEFORE INSERT OR UPDATE OF call_id, edition_id ON desk_application
    FOR EACH ROW EXECUTE FUNCTION application_on_edition_of_call();
