"""What do people read of each thing done to a dossier, of whoever attested something, of a scanned file?"""

from collections.abc import Mapping

from bandolo.papers.upload_scan import Scanned
from bandolo.rules.rule import Words

DEEDS: Mapping[str, Words] = {
    # An application
    "open": Words(it="domanda cominciata", en="application begun"),
    "edit": Words(it="dati scritti", en="data written"),
    "edit_refused": Words(it="modifica non ammessa", en="change refused"),
    "attach": Words(it="documento allegato", en="paper attached"),
    "quarantine": Words(
        it="documento messo in quarantena: contiene un virus", en="paper put in quarantine: it holds a virus"
    ),
    "detach": Words(it="documento tolto", en="paper removed"),
    "draw_up": Words(it="PDF generato", en="PDF made"),
    "move_edition": Words(
        it="passata alla nuova edizione del bando", en="moved to the new edition of the call"
    ),
    "tell_amendment": Words(it="modifica del bando comunicata", en="told that the call was amended"),
    "seal": Words(it="domanda chiusa", en="application sealed"),
    "unseal": Words(it="domanda riaperta", en="application opened again"),
    "submit": Words(it="domanda inviata", en="application submitted"),
    "sign": Words(it="domanda firmata caricata", en="signed application uploaded"),
    "signed_refused": Words(
        it="firma della domanda non accettata", en="signature of the application refused"
    ),
    "verify": Words(
        it="firma verificata presso chi l'ha rilasciata", en="signature verified with its issuer"
    ),
    "submit_refused": Words(it="invio non accettato", en="submission refused"),
    "withdraw_refused": Words(it="ritiro non accettato", en="withdrawal refused"),
    "withdraw": Words(it="domanda ritirata", en="application withdrawn"),
    "take": Words(it="presa in carico", en="taken in charge"),
    "find": Words(it="esito di una verifica registrato", en="verdict on a check recorded"),
    "check_register": Words(it="registro consultato", en="register consulted"),
    "admit_line": Words(it="voce di spesa ammessa in parte", en="item of cost admitted in part"),
    "ask_supplement": Words(it="integrazione chiesta", en="supplement asked for"),
    "answer_supplement": Words(it="integrazione inviata", en="supplement sent"),
    "lapse_supplement": Words(it="integrazione scaduta senza risposta", en="supplement lapsed unanswered"),
    "send_notice": Words(it="preavviso di rigetto inviato", en="notice before refusal sent"),
    "answer_notice": Words(it="osservazioni inviate", en="observations sent"),
    "resume": Words(it="istruttoria ripresa", en="review resumed"),
    "propose": Words(it="esito proposto", en="outcome proposed"),
    "return": Words(it="proposta rimandata", en="proposal given back"),
    "approve_admission": Words(it="ammissibilità approvata", en="admission approved"),
    "approve_refusal": Words(it="non ammissibilità approvata", en="refusal approved"),
    "declare_conflict": Words(it="dichiarazione sugli interessi", en="declaration of interests"),
    "vote": Words(it="voto del nucleo", en="vote of the committee"),
    "award": Words(it="contributo concesso", en="grant awarded"),
    "draw": Words(it="contributo concesso per scorrimento", en="grant awarded by a draw"),
    "put_waiting": Words(it="messa in lista d'attesa", en="put on the waiting list"),
    "not_admit": Words(it="non ammessa, per atto", en="not admitted, by act"),
    "enter_codes": Words(it="codici CUP e COR registrati", en="CUP and COR recorded"),
    "renounce": Words(it="rinuncia", en="renunciation"),
    "ask_data_request": Words(it="richiesta di un interessato", en="request of a data subject"),
    "answer_data_request": Words(it="risposta a un interessato", en="answer to a data subject"),
    "put_off_data_request": Words(
        it="risposta prorogata, con il motivo", en="answer put off, with the reason"
    ),
    "lift_restriction": Words(
        it="limitazione del trattamento finita", en="restriction of the treatment ended"
    ),
    "tell_office": Words(it="segnalazione del beneficiario", en="report of the beneficiary"),
    "find_ground": Words(
        it="motivo di revoca trovato, da valutare", en="ground of revocation found, to be weighed"
    ),
    "inspect": Words(it="ispezione verbalizzata", en="inspection minuted"),
    "announce_sample": Words(it="campione per i controlli annunciato", en="sample for inspections announced"),
    "draw_sample": Words(it="campione per i controlli sorteggiato", en="sample for inspections drawn"),
    "dispose": Words(
        it="dati eliminati per atto, a fine conservazione", en="data destroyed by act, their keeping over"
    ),
    "erase": Words(it="dati cancellati su richiesta", en="data erased on request"),
    "send_letter": Words(it="lettera in partenza", en="letter put in line"),
    "letter_accepted": Words(it="lettera accettata dal gestore", en="letter accepted by the provider"),
    "letter_failed": Words(it="lettera non consegnata", en="letter not delivered"),
    "start_term": Words(it="termine cominciato con la consegna", en="term begun by the delivery"),
    "letter_delivered": Words(it="lettera consegnata", en="letter delivered"),
    # The project, its report, its payment, what is taken back
    "record_milestone": Words(it="evento del progetto registrato", en="event of the project recorded"),
    "remind": Words(it="termine ricordato", en="reminded of a term"),
    "ask_progress": Words(it="chiesto a che punto è il progetto", en="asked how far the project has come"),
    "answer_progress": Words(it="risposto a che punto è il progetto", en="told how far the project has come"),
    "ask_variation": Words(it="variazione chiesta", en="variation asked for"),
    "propose_variation": Words(it="esito della variazione proposto", en="outcome of the variation proposed"),
    "decide_variation": Words(it="variazione decisa o rimandata", en="variation decided or given back"),
    "edit_report": Words(it="dati della rendicontazione scritti", en="data of the report written"),
    "edit_report_refused": Words(
        it="modifica della rendicontazione non ammessa", en="change of the report refused"
    ),
    "pass_step": Words(it="fase della rendicontazione superata", en="step of the report passed"),
    "pass_step_refused": Words(
        it="fase della rendicontazione non superata", en="step of the report not passed"
    ),
    "hand_paper": Words(it="file consegnato da leggere", en="file given to be read"),
    "settle_invoice": Words(it="fattura letta confermata", en="invoice that was read confirmed"),
    "take_away_paper": Words(it="file consegnato tolto", en="file given taken away"),
    "draw_up_report": Words(it="domanda di liquidazione generata", en="payment request made"),
    "sign_report": Words(it="domanda di liquidazione firmata caricata", en="signed payment request uploaded"),
    "signed_report_refused": Words(
        it="firma della domanda di liquidazione non accettata", en="signature of the payment request refused"
    ),
    "send_report": Words(it="rendicontazione inviata", en="report sent"),
    "report_late": Words(it="rendicontazione arrivata oltre il termine", en="report that came too late"),
    "take_report": Words(it="rendicontazione presa in carico", en="report taken in charge"),
    "ask_report_supplement": Words(
        it="integrazione della rendicontazione chiesta", en="supplement of the report asked for"
    ),
    "answer_report_supplement": Words(
        it="integrazione della rendicontazione inviata", en="supplement of the report sent"
    ),
    "lapse_report_supplement": Words(
        it="integrazione della rendicontazione scaduta", en="supplement of the report lapsed"
    ),
    "propose_payment": Words(it="liquidazione proposta", en="payment proposed"),
    "return_report": Words(it="proposta di liquidazione rimandata", en="proposal of payment given back"),
    "approve_payment": Words(it="liquidazione approvata", en="payment approved"),
    "authorise_payment": Words(it="liquidazione autorizzata con atto", en="payment authorised by act"),
    "recall_payment": Words(it="liquidazione richiamata al controllo", en="payment called back to the check"),
    "order_transfer": Words(it="bonifico ordinato", en="transfer ordered"),
    "execute_transfer": Words(it="bonifico eseguito", en="transfer executed"),
    "fail_payment": Words(it="bonifico non eseguito o tornato", en="transfer rejected or come back"),
    "mend_transfer": Words(it="IBAN di un bonifico corretto", en="account of a transfer mended"),
    "pay_stage": Words(it="fase pagata", en="stage paid"),
    "pay": Words(it="contributo pagato", en="grant paid"),
    "agree_loan": Words(it="contratto di finanziamento registrato", en="contract of the loan entered"),
    "confirm_loan": Words(it="contratto di finanziamento confermato", en="contract of the loan confirmed"),
    "move_loan": Words(it="movimento del finanziamento registrato", en="movement of the loan booked"),
    "start_revocation": Words(it="revoca avviata", en="revocation begun"),
    "answer_revocation": Words(it="osservazioni sulla revoca inviate", en="answer to the revocation sent"),
    "drop_revocation": Words(it="revoca archiviata", en="revocation dropped"),
    "revoke": Words(it="contributo revocato", en="grant revoked"),
    "revoke_part": Words(it="contributo revocato in parte", en="grant revoked in part"),
    "revoke_paid": Words(
        it="contributo revocato, somme da restituire", en="grant revoked, sums to be returned"
    ),
    "grant_recovery_plan": Words(it="restituzione a rate concessa", en="instalments granted"),
    "record_receipt": Words(it="restituzione registrata", en="sum that came back recorded"),
    "enrol_recovery": Words(it="iscritta a ruolo", en="handed over to enforced collection"),
    "recover_all": Words(it="tutto restituito", en="all came back"),
    "recover_part": Words(it="parte revocata restituita", en="the revoked part came back"),
    "not_allowed": Words(it="passo tentato e non ammesso", en="step tried and refused"),
    # A call
    "publish": Words(it="bando pubblicato", en="call published"),
    "amend": Words(it="bando modificato", en="call amended"),
    "budget": Words(it="dotazione cambiata", en="funds changed"),
    # A call before its time, a dossier once all is paid.
    "close": Words(it="chiuso", en="closed"),
    "suspend": Words(it="sospeso", en="suspended"),
    "reopen": Words(it="riaperto", en="reopened"),
    "seat_committee": Words(it="nucleo nominato", en="committee named"),
    "keep_minutes": Words(it="verbale redatto", en="minutes drawn up"),
    "prepare_act": Words(it="atto preparato", en="act prepared"),
    "adopt_act": Words(it="atto adottato", en="act adopted"),
    "extend": Words(it="termine prorogato", en="window extended"),
    "enter_award_list": Words(
        it="concessioni di un atto esterno registrate", en="awards of an act adopted elsewhere entered"
    ),
    # An enterprise
    "register": Words(it="impresa registrata", en="enterprise registered"),
    "change_enterprise": Words(it="dati dell'impresa cambiati", en="data of the enterprise changed"),
    "add_site": Words(it="unità locale aggiunta", en="local unit added"),
    "close_site": Words(it="unità locale chiusa", en="local unit closed"),
    "grant_mandate": Words(it="delega data", en="mandate granted"),
    "revoke_mandate": Words(it="delega revocata", en="mandate revoked"),
    "join_undertaking": Words(it="impresa unica dichiarata", en="single undertaking declared"),
    "leave_undertaking": Words(it="uscita dall'impresa unica", en="single undertaking left"),
    "mark_false": Words(it="dichiarazione mendace annotata", en="false declaration noted"),
    "claim": Words(it="chiesto di agire per l'impresa", en="asked to act for the enterprise"),
    "decide_claim": Words(it="deciso su chi chiede di agire", en="decided on who asks to act"),
    # A person
    "add_staff": Words(it="ruolo o accesso dato", en="role or entry given"),
    "end_role": Words(it="ruolo finito", en="role ended"),
    "choose_password": Words(it="parola d'ordine scelta", en="password chosen"),
    "set_second_factor": Words(it="dispositivo associato", en="device bound"),
    "use_recovery_code": Words(it="codice di riserva usato", en="recovery code used"),
    "end_own_account": Words(it="credenziali proprie chiuse", en="own account ended"),
    "import_register": Words(it="registro importato", en="register imported"),
    "import_trust": Words(it="elenco di fiducia importato", en="trusted list imported"),
}
ATTESTERS: Mapping[str, Words] = {
    "applicant": Words(it="impresa", en="enterprise"),
    "supplier": Words(it="fornitore", en="supplier"),
    "officer": Words(it="ufficio", en="office"),
    "committee": Words(it="nucleo", en="committee"),
    "business_register": Words(it="Registro delle imprese", en="business register"),
    "durc": Words(it="DURC", en="DURC"),
    "state_aid_register": Words(it="Registro nazionale aiuti", en="state aid register"),
    "chamber": Words(it="archivio dell'ente", en="the body's archive"),
    "body": Words(it="ente", en="body"),
    "bank": Words(it="banca", en="bank"),
    "system": Words(it="sistema", en="system"),
}

SCANS: Mapping[str, Words] = {
    Scanned.CLEAN: Words(it="antivirus: nulla trovato", en="virus scan: nothing found"),
    Scanned.NOT_SCANNED: Words(it="non controllato con antivirus", en="not scanned for viruses"),
    Scanned.INFECTED: Words(
        it="in quarantena: contiene un virus, non si apre e non conta",
        en="in quarantine: it holds a virus, is not handed out and does not count",
    ),
}


def deed(what: str) -> Words:
    """What was done, in words; a verb that has none is read as it stands."""
    plain = what.replace("_", " ")
    return DEEDS.get(what, Words(it=plain, en=plain))


def attester(who: str) -> Words:
    """Who attests a fact, in words; one who has none is read as they stand."""
    plain = who.replace("_", " ")
    return ATTESTERS.get(who, Words(it=plain, en=plain))
