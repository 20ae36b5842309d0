"""What do people read of each thing that was done to a dossier, and of whoever attested something?"""

from collections.abc import Mapping

from bandolo.rules.rule import Words

DEEDS: Mapping[str, Words] = {
    # An application
    "open": Words(it="domanda cominciata", en="application begun"),
    "edit": Words(it="dati scritti", en="data written"),
    "edit_refused": Words(it="modifica non ammessa", en="change refused"),
    "attach": Words(it="documento allegato", en="paper attached"),
    "detach": Words(it="documento tolto", en="paper removed"),
    "draw_up": Words(it="PDF generato", en="PDF made"),
    "move_edition": Words(
        it="passata alla nuova edizione del bando", en="moved to the new edition of the call"
    ),
    "seal": Words(it="domanda chiusa", en="application sealed"),
    "unseal": Words(it="domanda riaperta", en="application opened again"),
    "submit": Words(it="domanda inviata", en="application submitted"),
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
    "dispose": Words(
        it="dati eliminati per atto, a fine conservazione", en="data destroyed by act, their keeping over"
    ),
    "erase": Words(it="dati cancellati su richiesta", en="data erased on request"),
    "letter_delivered": Words(it="lettera consegnata", en="letter delivered"),
    "not_allowed": Words(it="passo tentato e non ammesso", en="step tried and refused"),
    # A call
    "publish": Words(it="bando pubblicato", en="call published"),
    "amend": Words(it="bando modificato", en="call amended"),
    "budget": Words(it="dotazione cambiata", en="funds changed"),
    "close": Words(it="chiuso in anticipo", en="closed early"),
    "suspend": Words(it="sospeso", en="suspended"),
    "reopen": Words(it="riaperto", en="reopened"),
    "seat_committee": Words(it="nucleo nominato", en="committee named"),
    "keep_minutes": Words(it="verbale redatto", en="minutes drawn up"),
    "prepare_act": Words(it="atto preparato", en="act prepared"),
    "adopt_act": Words(it="atto adottato", en="act adopted"),
    # An enterprise
    "register": Words(it="impresa registrata", en="enterprise registered"),
    "change_enterprise": Words(it="dati dell'impresa cambiati", en="data of the enterprise changed"),
    "add_site": Words(it="unità locale aggiunta", en="local unit added"),
    "close_site": Words(it="unità locale chiusa", en="local unit closed"),
    "grant_mandate": Words(it="delega data", en="mandate granted"),
    "revoke_mandate": Words(it="delega revocata", en="mandate revoked"),
    "join_undertaking": Words(it="impresa unica dichiarata", en="single undertaking declared"),
    "leave_undertaking": Words(it="uscita dall'impresa unica", en="single undertaking left"),
    "claim": Words(it="chiesto di agire per l'impresa", en="asked to act for the enterprise"),
    "decide_claim": Words(it="deciso su chi chiede di agire", en="decided on who asks to act"),
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
    "system": Words(it="sistema", en="system"),
}


def deed(what: str) -> Words:
    """What was done, in words; a verb that has none is read as it stands."""
    plain = what.replace("_", " ")
    return DEEDS.get(what, Words(it=plain, en=plain))


def attester(who: str) -> Words:
    """Who attests a fact, in words; one who has none is read as they stand."""
    plain = who.replace("_", " ")
    return ATTESTERS.get(who, Words(it=plain, en=plain))
