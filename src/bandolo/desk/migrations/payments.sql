-- What of a payment does the database itself refuse, whatever the program does?

-- What an entry of the ledger booked on a payment comes to: out, less what the bank brought back.
CREATE FUNCTION booked_on(payment uuid) RETURNS bigint
    LANGUAGE sql
    STABLE
    SET search_path = public, pg_temp
    RETURN (
        SELECT coalesce(sum(CASE WHEN kind = 'recovery' THEN -amount_cents ELSE amount_cents END), 0)
        FROM desk_ledgerentry
        WHERE payment_id = $1 AND kind IN ('payment', 'withholding', 'recovery')
    );

-- Whether the data of an award's dossier were destroyed at the end of their keeping (disposal.sql).
CREATE FUNCTION is_disposed(award uuid) RETURNS boolean
    LANGUAGE sql
    STABLE
    SET search_path = public, pg_temp
    RETURN EXISTS (
        SELECT FROM desk_application a JOIN desk_award w ON w.application_id = a.id
        WHERE w.id = $1 AND a.state = 'disposed'
    );

-- Payments of one call are written one after the other, in line with its ledger.
CREATE FUNCTION payment_in_line() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(
        (SELECT call_id FROM desk_application a JOIN desk_award w ON w.application_id = a.id
         WHERE w.id = NEW.award_id)::text, 2));
    RETURN NEW;
END
$$;

CREATE TRIGGER payment_in_line BEFORE INSERT OR UPDATE ON desk_payment
    FOR EACH ROW EXECUTE FUNCTION payment_in_line();

-- What was approved stays as it was approved; what was dropped stays dropped.
CREATE FUNCTION payment_frozen() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF (OLD.state = 'dropped' AND NOT is_disposed(OLD.award_id))
        OR (OLD.award_id, OLD.stage, OLD.is_balance, OLD.checked_by_id)
            IS DISTINCT FROM (NEW.award_id, NEW.stage, NEW.is_balance, NEW.checked_by_id)
        OR (OLD.state NOT IN ('checking', 'proposed') AND (NEW.state IN ('checking', 'proposed')
            OR (OLD.gross_cents, OLD.withholding_cents, OLD.to_creditors_cents, OLD.net_cents,
                OLD.proposed_by_id, OLD.approved_by_id)
            IS DISTINCT FROM (NEW.gross_cents, NEW.withholding_cents, NEW.to_creditors_cents, NEW.net_cents,
                NEW.proposed_by_id, NEW.approved_by_id)))
    THEN
        RAISE EXCEPTION 'a payment does not change once it is approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_frozen';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER payment_frozen BEFORE UPDATE ON desk_payment
    FOR EACH ROW EXECUTE FUNCTION payment_frozen();

-- All payments of an award, those under way and those made, stay within what is committed and not released.
CREATE FUNCTION payment_within_award() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    stands bigint;
    under_way bigint;
BEGIN
    SELECT coalesce(sum(CASE kind WHEN 'commitment' THEN amount_cents WHEN 'payment' THEN -amount_cents
                                  WHEN 'withholding' THEN -amount_cents WHEN 'release' THEN -amount_cents
                                  WHEN 'recovery' THEN amount_cents ELSE 0 END), 0)
        INTO stands FROM desk_ledgerentry WHERE award_id = NEW.award_id;
    SELECT coalesce(sum(gross_cents - booked_on(id)), 0) INTO under_way
        FROM desk_payment
        WHERE award_id = NEW.award_id AND state IN ('proposed', 'approved', 'authorised', 'ordered', 'failed');
    IF NEW.state NOT IN ('dropped', 'executed') AND under_way > stands THEN
        RAISE EXCEPTION 'of the award % cents are left, % would be paid', stands, under_way
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_within_award';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER payment_within_award AFTER INSERT OR UPDATE ON desk_payment
    FOR EACH ROW EXECUTE FUNCTION payment_within_award();

-- The transfers of a payment come to no more than it pays; none leaves before the act that authorises it is
-- adopted; whom it pays how much never changes, to which account only before it leaves.
CREATE FUNCTION transfer_of_payment() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    paid desk_payment;
BEGIN
    SELECT * INTO paid FROM desk_payment WHERE id = NEW.payment_id FOR UPDATE;
    IF (SELECT sum(cents) FROM desk_transfer WHERE payment_id = NEW.payment_id)
        > paid.net_cents + paid.to_creditors_cents THEN
        RAISE EXCEPTION 'the transfers come to more than the payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_within_payment';
    END IF;
    IF NEW.state <> 'due' AND NOT EXISTS (
        SELECT FROM desk_act WHERE id = paid.act_id AND adopted_at IS NOT NULL
    ) OR (NEW.state = 'ordered' AND paid.state NOT IN ('authorised', 'ordered', 'failed')) THEN
        RAISE EXCEPTION 'no act authorises this payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_by_act';
    END IF;
    IF TG_OP = 'UPDATE' AND ((OLD.payment_id, OLD.payee, OLD.cents, OLD.is_creditor)
            IS DISTINCT FROM (NEW.payment_id, NEW.payee, NEW.cents, NEW.is_creditor)
        OR (OLD.iban <> NEW.iban AND OLD.state NOT IN ('due', 'failed')
            AND NOT (NEW.iban = '' AND is_disposed(paid.award_id))))
    THEN
        RAISE EXCEPTION 'a transfer does not change once it left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_frozen';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER transfer_of_payment AFTER INSERT OR UPDATE ON desk_transfer
    FOR EACH ROW EXECUTE FUNCTION transfer_of_payment();

-- What is booked on a payment is of its award, by an adopted act, and never more than it pays: nothing is
-- booked twice.
CREATE FUNCTION ledger_of_payment() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    paid desk_payment;
BEGIN
    SELECT * INTO paid FROM desk_payment WHERE id = NEW.payment_id;
    IF paid.award_id <> NEW.award_id OR NEW.kind NOT IN ('payment', 'withholding', 'recovery')
        OR NOT EXISTS (SELECT FROM desk_act WHERE id = paid.act_id AND adopted_at IS NOT NULL)
        OR (SELECT coalesce(sum(amount_cents), 0) FROM desk_ledgerentry
            WHERE payment_id = paid.id AND kind = 'withholding') > paid.withholding_cents
        OR (SELECT coalesce(sum(CASE kind WHEN 'payment' THEN amount_cents ELSE -amount_cents END), 0)
            FROM desk_ledgerentry WHERE payment_id = paid.id AND kind IN ('payment', 'recovery'))
            > paid.net_cents + paid.to_creditors_cents
        OR booked_on(paid.id) < 0
    THEN
        RAISE EXCEPTION 'the entry is not of this payment, or it is booked already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_of_payment';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_of_payment AFTER INSERT ON desk_ledgerentry
    FOR EACH ROW WHEN (NEW.payment_id IS NOT NULL) EXECUTE FUNCTION ledger_of_payment();
