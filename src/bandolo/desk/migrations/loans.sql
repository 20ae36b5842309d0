-- What of a loan does the database itself refuse?

-- No more is lent than the confirmed contract says, no more principal comes back than was lent.
CREATE FUNCTION loan_within() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    contract desk_loancontract;
    lent bigint;
    back bigint;
BEGIN
    SELECT * INTO contract FROM desk_loancontract WHERE id = NEW.contract_id FOR UPDATE;
    SELECT coalesce(sum(cents) FILTER (WHERE kind = 'disbursement'), 0),
           coalesce(sum(cents) FILTER (WHERE kind = 'principal'), 0)
        INTO lent, back FROM desk_loanentry WHERE contract_id = NEW.contract_id;
    IF contract.confirmed_by_id IS NULL OR lent > contract.principal_cents OR back > lent THEN
        RAISE EXCEPTION 'of the loan % cents are agreed, % lent, % back', contract.principal_cents, lent, back
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_within';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER loan_within AFTER INSERT ON desk_loanentry
    FOR EACH ROW EXECUTE FUNCTION loan_within();

-- The terms of a confirmed contract do not change.
CREATE FUNCTION loan_frozen() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF OLD.confirmed_by_id IS NOT NULL OR OLD.award_id <> NEW.award_id OR OLD.entered_by_id <> NEW.entered_by_id THEN
        RAISE EXCEPTION 'a confirmed loan does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'loan_frozen';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER loan_frozen BEFORE UPDATE ON desk_loancontract
    FOR EACH ROW EXECUTE FUNCTION loan_frozen();
