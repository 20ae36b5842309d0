-- What does the database itself refuse of what comes back?

-- Receipts of one recovery come one after the other, so that each sees what came back before it.
CREATE FUNCTION receipt_in_line() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'receipts are written in READ COMMITTED transactions'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.recovery_id::text, 3));
    RETURN NEW;
END
$$;

CREATE TRIGGER receipt_in_line BEFORE INSERT ON desk_recoveryreceipt
    FOR EACH ROW EXECUTE FUNCTION receipt_in_line();

-- No more principal comes back than is to come back, also of a partial revocation, where more was paid.
CREATE FUNCTION receipt_within_principal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    back bigint;
    owed bigint;
BEGIN
    SELECT sum(principal_cents) INTO back FROM desk_recoveryreceipt WHERE recovery_id = NEW.recovery_id;
    SELECT principal_cents INTO owed FROM desk_recovery WHERE id = NEW.recovery_id;
    IF back > owed THEN
        RAISE EXCEPTION '% cents would come back of % cents', back, owed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_within_principal';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER receipt_within_principal AFTER INSERT ON desk_recoveryreceipt
    FOR EACH ROW EXECUTE FUNCTION receipt_within_principal();
