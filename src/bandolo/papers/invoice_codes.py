"""What do the codes of e-invoices mean, for people and for the rules?

Source: Agenzia delle entrate, specifiche tecniche della fattura elettronica, version 1.9.
"""

from typing import Literal

from bandolo.rules.rule import Words

Means = Literal["transfer", "cheque", "riba", "rid", "card", "cash"]

# The values of the fact `paid_by` of the rules.
MEANS_OF_CODE: dict[str, Means] = {
    **dict.fromkeys(("MP01", "MP04"), "cash"),
    **dict.fromkeys(("MP02", "MP03"), "cheque"),
    **dict.fromkeys(("MP05", "MP07", "MP18"), "transfer"),
    "MP08": "card",
    **dict.fromkeys(("MP09", "MP10", "MP11", "MP16", "MP19", "MP20", "MP21"), "rid"),
    "MP12": "riba",
}
MEANS: dict[Means, Words] = {
    "transfer": Words(it="bonifico", en="bank transfer"),
    "cheque": Words(it="assegno", en="cheque"),
    "riba": Words(it="RIBA", en="RIBA"),
    "rid": Words(it="addebito diretto", en="direct debit"),
    "card": Words(it="carta", en="card"),
    "cash": Words(it="contanti", en="cash"),
}
TYPES: dict[str, Words] = {
    "TD01": Words(it="fattura", en="invoice"),
    "TD02": Words(it="acconto su fattura", en="advance on an invoice"),
    "TD03": Words(it="acconto su parcella", en="advance on a fee note"),
    "TD04": Words(it="nota di credito", en="credit note"),
    "TD05": Words(it="nota di debito", en="debit note"),
    "TD06": Words(it="parcella", en="fee note"),
    "TD07": Words(it="fattura semplificata", en="simplified invoice"),
    "TD08": Words(it="nota di credito semplificata", en="simplified credit note"),
    "TD09": Words(it="nota di debito semplificata", en="simplified debit note"),
    "TD16": Words(
        it="integrazione per inversione contabile interna", en="domestic reverse charge, completed"
    ),
    "TD17": Words(
        it="integrazione o autofattura per servizi dall'estero", en="self-invoice, services from abroad"
    ),
    "TD18": Words(it="integrazione per beni intracomunitari", en="self-invoice, goods from the Union"),
    "TD19": Words(it="integrazione o autofattura, art. 17 c. 2", en="self-invoice, art. 17 par. 2"),
    "TD20": Words(it="autofattura per regolarizzazione", en="self-invoice to put in order"),
    "TD21": Words(it="autofattura per splafonamento", en="self-invoice, allowance exceeded"),
    "TD22": Words(it="estrazione beni da deposito IVA", en="goods out of a VAT warehouse"),
    "TD23": Words(
        it="estrazione beni da deposito IVA con versamento", en="goods out of a VAT warehouse, VAT paid"
    ),
    "TD24": Words(it="fattura differita", en="deferred invoice"),
    "TD25": Words(it="fattura differita, triangolazione", en="deferred invoice, triangular"),
    "TD26": Words(it="cessione di beni ammortizzabili", en="sale of assets"),
    "TD27": Words(it="autoconsumo o cessione gratuita", en="own use or gift"),
    "TD28": Words(it="acquisti da San Marino con IVA", en="purchases from San Marino with VAT"),
    "TD29": Words(it="comunicazione per omessa fatturazione", en="notice of an invoice not issued"),
}
WITHHOLDINGS: dict[str, Words] = {
    "RT01": Words(it="ritenuta persone fisiche", en="withholding, natural persons"),
    "RT02": Words(it="ritenuta persone giuridiche", en="withholding, legal persons"),
    "RT03": Words(it="contributo INPS", en="INPS contribution"),
    "RT04": Words(it="contributo ENASARCO", en="ENASARCO contribution"),
    "RT05": Words(it="contributo ENPAM", en="ENPAM contribution"),
    "RT06": Words(it="altro contributo previdenziale", en="other pension contribution"),
}
