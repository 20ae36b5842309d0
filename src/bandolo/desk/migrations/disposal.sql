-- Which data of a dossier does the database itself empty, and on what ground alone?

-- The application may change or delete none of this history; only this function does, once the dossier has
-- come to its end: by an adopted act of disposal that lists it, or, of what was never sent, where the person
-- whose data they are asked for it and was granted it. Amounts, days, digests and the chain of events stay.
CREATE FUNCTION empty_dossier(wanted uuid) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM desk_application WHERE id = wanted AND state = 'disposed')
        OR NOT (
            EXISTS (
                SELECT FROM desk_act
                WHERE kind = 'disposal' AND adopted_at IS NOT NULL AND content->'dossiers' ? wanted::text
            )
            OR EXISTS (
                SELECT FROM desk_datarequest
                WHERE application_id = wanted AND kind = 'erasure' AND outcome = 'granted'
            ) AND NOT EXISTS (SELECT FROM desk_submission WHERE application_id = wanted)
        )
    THEN
        RAISE EXCEPTION 'nothing allows to destroy the data of the dossier %', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disposal_by_act';
    END IF;

    DELETE FROM desk_eventdetail d USING desk_event e
        WHERE d.event_id = e.id AND e.dossier = wanted AND e.what NOT IN ('dispose', 'erase');
    DELETE FROM desk_field WHERE application_id = wanted;
    DELETE FROM desk_fieldhistory WHERE application_id = wanted;

    DELETE FROM desk_arrival WHERE application_id = wanted;
    UPDATE desk_attachment SET name = '', verdicts = '{}' WHERE application_id = wanted;
    UPDATE desk_seal SET content = 'null' WHERE application_id = wanted;
    UPDATE desk_report SET content = 'null', verdicts = '{}', receipt = '', late_why = '[]'
        WHERE application_id = wanted;
    UPDATE desk_handedpaper SET name = '', read = '{}' WHERE application_id = wanted;
    UPDATE desk_invoiceuse SET supplier = '', number = '' WHERE application_id = wanted;

    UPDATE desk_registercheck SET protocol = '', facts = '{}' WHERE application_id = wanted;
    UPDATE desk_review SET proposed_reason = '' WHERE application_id = wanted;
    UPDATE desk_finding SET reason = ''
        WHERE review_id IN (SELECT id FROM desk_review WHERE application_id = wanted);
    UPDATE desk_linefinding SET reason = '—'
        WHERE review_id IN (SELECT id FROM desk_review WHERE application_id = wanted);
    UPDATE desk_supplement SET reason = '' WHERE application_id = wanted;
    UPDATE desk_supplementitem SET words = ''
        WHERE supplement_id IN (SELECT id FROM desk_supplement WHERE application_id = wanted);
    UPDATE desk_refusalnotice SET reasons = '', counter_arguments = '' WHERE application_id = wanted;
    UPDATE desk_conflictdeclaration SET reason = '—' WHERE application_id = wanted;
    UPDATE desk_vote SET reason = '—' WHERE application_id = wanted;

    UPDATE desk_progressrequest SET reason = '', work_done = CASE work_done WHEN '' THEN '' ELSE '—' END
        WHERE application_id = wanted;
    UPDATE desk_variation SET reason = '—', changes = '{}', before = '{}', proposed_reason = ''
        WHERE application_id = wanted;
    UPDATE desk_milestone SET evidence = CASE evidence WHEN '' THEN '' ELSE '—' END
        WHERE application_id = wanted;
    UPDATE desk_inspection SET place = '', people = '', findings = '', paper_name = ''
        WHERE application_id = wanted;
    UPDATE desk_datarequest SET words = '', delay_reason = '', answer = '', lift_reason = ''
        WHERE application_id = wanted;

    UPDATE desk_payment SET reason = '', pays_to = '[]', members = '[]'
        WHERE award_id IN (SELECT id FROM desk_award WHERE application_id = wanted);
    UPDATE desk_transfer SET iban = '', failure = CASE failure WHEN '' THEN '' ELSE '—' END
        WHERE payment_id IN (SELECT p.id FROM desk_payment p JOIN desk_award a ON p.award_id = a.id
                             WHERE a.application_id = wanted);
    UPDATE desk_ledgerentry SET note = ''
        WHERE award_id IN (SELECT id FROM desk_award WHERE application_id = wanted);
    UPDATE desk_loanentry SET reference = id::text
        WHERE contract_id IN (SELECT c.id FROM desk_loancontract c JOIN desk_award a ON c.award_id = a.id
                              WHERE a.application_id = wanted);

    UPDATE desk_revocation SET grounds = '[]', reason = '', answer = '', answer_name = '', outcome_reason = ''
        WHERE application_id = wanted;
    UPDATE desk_recovery SET enrolled_reference = CASE enrolled_reference WHEN '' THEN '' ELSE '—' END
        WHERE award_id IN (SELECT id FROM desk_award WHERE application_id = wanted);
    UPDATE desk_recoveryplan SET reason = ''
        WHERE recovery_id IN (SELECT r.id FROM desk_recovery r JOIN desk_award a ON r.award_id = a.id
                              WHERE a.application_id = wanted);
    UPDATE desk_recoveryreceipt SET reference = id::text
        WHERE recovery_id IN (SELECT r.id FROM desk_recovery r JOIN desk_award a ON r.award_id = a.id
                              WHERE a.application_id = wanted);

    UPDATE desk_message SET recipient = CASE recipient WHEN '' THEN '' ELSE '—' END, subject = '', text = '',
            paper_name = '', answer = '', proof = '', reason = ''
        WHERE application_id = wanted;
    UPDATE desk_receivedmail SET sender = '', subject = '', text = '', files = '{}', recipients = '{}',
            fault = '', explanation = '', problems = '[]'
        WHERE message_id IN (SELECT id FROM desk_message WHERE application_id = wanted);
END
$$;

REVOKE ALL ON FUNCTION empty_dossier(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION empty_dossier(uuid) TO bandolo_app;
