#include <gtest/gtest.h>

#include "licensing/formats/camt053.h"
#include "licensing/formats/ubl.h"
#include "licensing/formats/xml_events.h"
#include "tests/formats/pieces.h"

namespace countersign::formats {
namespace {

std::string EventsOf(const std::string& xml, std::size_t piece = 5) {
  XmlEvents events(Pieces(xml, piece));
  std::string text;
  while (true) {
    const auto event = events.Next();
    if (!event) return text + "! " + event.error().message;
    if (!*event) return text;
    if ((*event)->kind == XmlEvent::Kind::kStart) continue;
    text += (*event)->path + "=" + (*event)->text + ";";
  }
}

TEST(Xml, IsReadAsElements) {
  EXPECT_EQ(EventsOf("<?xml version='1.0'?><a xmlns:x='u'>\n<x:b c='1'> t &amp; <![CDATA[<u>]]> "
                     "</x:b></a>"),
            "a/b=t & <u>;a=;");
  EXPECT_EQ(EventsOf("<?xml version='1.0' encoding='GBK'?><a>\xBA\xFE\xD6\xDD</a>"), "a=湖州;");
}

TEST(Xml, WhatIsNotWellFormedIsRefused) {
  for (const char* xml : {"", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&none;</a>", "<a>\xFF</a>"})
    EXPECT_NE(EventsOf(xml).find("! "), std::string::npos) << xml;
}

TEST(Xml, BombsAndOutsideEntitiesAreRefusedBeforeTheyAreLookedInto) {
  std::string laughs = "<!DOCTYPE a [<!ENTITY l0 'ha'>";
  for (int i = 1; i < 20; ++i) {
    laughs += "<!ENTITY l" + std::to_string(i) + " '";
    for (int k = 0; k < 10; ++k) laughs += "&l" + std::to_string(i - 1) + ";";
    laughs += "'>";
  }
  const std::string cases[] = {
      laughs + "]><a>&l19;</a>",
      laughs + "]><a b='&l19;'/>",
      "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>",
      "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>",
      "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a/>",
      "<!DOCTYPE a><a/>",
  };
  for (const std::string& xml : cases)
    for (const std::size_t piece : {7u, 100'000u})
      EXPECT_EQ(EventsOf(xml, piece), "! line 1: a document type declaration is not taken");
}

TEST(Xml, DepthAndTextAreBounded) {
  std::string deep;
  for (std::size_t i = 0; i <= kMaxXmlDepth; ++i) deep += "<d>";
  EXPECT_EQ(EventsOf(deep, 4096), "! line 1: elements are nested more than 64 deep");
  const std::string text = "<a><b>" + std::string(kMaxXmlText + 1, 'x') + "</b></a>";
  EXPECT_EQ(EventsOf(text, 4096), "! line 1: the text of an element has more than 64 KiB");
}

constexpr char kUblSpaces[] =
    "xmlns:cac='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2' "
    "xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'";

std::string Ubl(const std::string& kind, const std::string& content) {
  return "<?xml version='1.0' encoding='UTF-8'?>\n<" + kind +
         " xmlns='urn:oasis:names:specification:ubl:schema:xsd:" + kind + "-2' " + kUblSpaces +
         ">" + content + "</" + kind + ">";
}

std::string DocumentOf(const std::string& xml, std::map<std::string, std::string> defaults = {}) {
  const auto reader = ReadUbl(Pieces(xml, 9), std::move(defaults));
  return Shown(*reader, [](const InvoiceDocument& document) {
    std::string text = document.credit_note ? "credit note " + document.corrects : "invoice";
    for (const std::string& id : document.customer_ids) text += " " + id;
    for (const std::string& name : document.customer_names) text += " \"" + name + "\"";
    text += " " + std::to_string(document.amount.minor_units) + document.amount.currency_code +
            " " + FormatCivilDate(document.invoice_date);
    if (document.due_date) text += " due " + FormatCivilDate(*document.due_date);
    if (document.credit_term_days) text += " in " + std::to_string(*document.credit_term_days);
    return text;
  });
}

constexpr char kUblBody[] =
    "<cbc:ID>RE-7</cbc:ID><cbc:IssueDate>2026-03-01</cbc:IssueDate>"
    "<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>We</cbc:Name></cac:PartyName>"
    "</cac:Party></cac:AccountingSupplierParty>"
    "<cac:AccountingCustomerParty><cac:Party>"
    "<cac:PartyIdentification><cbc:ID>4711</cbc:ID></cac:PartyIdentification>"
    "<cac:PartyName><cbc:Name>Globex</cbc:Name></cac:PartyName>"
    "<cac:PartyTaxScheme><cbc:CompanyID>DE123</cbc:CompanyID></cac:PartyTaxScheme>"
    "</cac:Party></cac:AccountingCustomerParty>"
    "<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID='EUR'>119.00"
    "</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID='EUR'>100.00</cbc:PayableAmount>"
    "</cac:LegalMonetaryTotal>"
    "<cac:InvoiceLine><cbc:ID>1</cbc:ID></cac:InvoiceLine>";

TEST(Ubl, AnInvoiceSaysWhoOwesWhatAndWhen) {
  EXPECT_EQ(
      DocumentOf(Ubl("Invoice", std::string("<cbc:DueDate>2026-03-31</cbc:DueDate>") + kUblBody)),
      "2 RE-7: invoice 4711 DE123 \"Globex\" 10000EUR 2026-03-01 due 2026-03-31\n");
  EXPECT_EQ(DocumentOf(Ubl("Invoice", kUblBody), {{"credit_term_days", "14"}, {"customer", "x"}}),
            "2 RE-7: invoice 4711 DE123 \"Globex\" 10000EUR 2026-03-01 in 14\n");
}

TEST(Ubl, ACreditNoteSaysWhatItCorrects) {
  EXPECT_EQ(DocumentOf(Ubl("CreditNote", std::string(kUblBody) +
                                             "<cac:BillingReference><cac:InvoiceDocumentReference>"
                                             "<cbc:ID>RE-6</cbc:ID></cac:InvoiceDocumentReference>"
                                             "</cac:BillingReference>")),
            "2 RE-7: credit note RE-6 4711 DE123 \"Globex\" 10000EUR 2026-03-01\n");
}

TEST(Ubl, WhatIsMissingIsNamed) {
  EXPECT_EQ(DocumentOf(Ubl("Invoice", "")), "2 : FIELD_INVALID invoice.number\n");
  EXPECT_EQ(DocumentOf(Ubl("Invoice", "<cbc:ID>1</cbc:ID>")),
            "2 1: FIELD_INVALID invoice.amount\n");
  EXPECT_EQ(DocumentOf("<Invoice xmlns='urn:other'/>"),
            "! line 1: must be an Invoice or CreditNote of UBL 2\n");
  EXPECT_EQ(DocumentOf(Ubl("Order", "")), "! line 2: must be an Invoice or CreditNote of UBL 2\n");
}

std::string Camt(const std::string& entries) {
  return "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkToCstmrStmt><GrpHdr>"
         "<MsgId>m</MsgId></GrpHdr><Stmt><Id>S1</Id><Acct><Id><IBAN>DE02</IBAN></Id></Acct>\n" +
         entries + "</Stmt></BkToCstmrStmt></Document>";
}

std::string Ntry(const std::string& amount, const std::string& direction, const std::string& more,
                 const std::string& status = "BOOK", bool reversal = false) {
  return "<Ntry><Amt Ccy='EUR'>" + amount + "</Amt><CdtDbtInd>" + direction + "</CdtDbtInd>" +
         (reversal ? "<RvslInd>true</RvslInd>" : "") + "<Sts><Cd>" + status +
         "</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>" + more + "</Ntry>\n";
}

std::string EntriesOf(const std::string& xml) {
  const auto reader = ReadCamt053(Pieces(xml, 50));
  return Shown(*reader, [](const PaymentEntry& entry) {
    return std::string(entry.reversal ? "back " : "") + std::to_string(entry.amount.minor_units) +
           entry.amount.currency_code + " " + FormatCivilDate(entry.date) + " " + entry.account +
           " <" + entry.payer + "|" + entry.payer_account + "|" + entry.text + "|" +
           entry.end_to_end + "|" + entry.reason + ">";
  });
}

TEST(Camt053, CreditEntriesArePayments) {
  EXPECT_EQ(
      EntriesOf(Camt(
          Ntry("100.00", "CRDT",
               "<AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId>"
               "</Refs><RltdPties><Dbtr><Pty><Nm>Globex</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE99"
               "</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>RE-7</Ustrd><Ustrd>thanks</Ustrd>"
               "</RmtInf></TxDtls></NtryDtls>") +
          Ntry("5.00", "CRDT", "<NtryRef>2</NtryRef><AddtlNtryInf>cash</AddtlNtryInf>") +
          Ntry("6.00", "CRDT", ""))),
      "2 A1: 10000EUR 2026-03-02 DE02 <Globex|DE99|RE-7 thanks|E1|>\n"
      "3 S1/2: 500EUR 2026-03-02 DE02 <||cash||>\n"
      "4 S1/#3: 600EUR 2026-03-02 DE02 <||||>\n");
}

TEST(Camt053, WhatIsNoMoneyReceivedIsSkipped) {
  EXPECT_EQ(EntriesOf(Camt(Ntry("1.00", "DBIT", "<AcctSvcrRef>D</AcctSvcrRef>") +
                           Ntry("1.00", "CRDT", "<AcctSvcrRef>P</AcctSvcrRef>", "PDNG") +
                           Ntry("1.00", "CRDT", "<AcctSvcrRef>R</AcctSvcrRef>", "BOOK", true) +
                           Ntry("1.00", "BOTH", "<AcctSvcrRef>B</AcctSvcrRef>") +
                           Ntry("0.00", "CRDT", "<AcctSvcrRef>Z</AcctSvcrRef>") +
                           Ntry("1.001", "CRDT", "<AcctSvcrRef>M</AcctSvcrRef>"))),
            "2 D: ENTRY_SKIPPED\n3 P: ENTRY_SKIPPED\n4 R: ENTRY_SKIPPED\n5 B: ROW_MALFORMED\n"
            "6 Z: FIELD_INVALID payment.amount\n7 M: FIELD_INVALID payment.amount\n");
}

std::string Tx(const std::string& amount, const std::string& reference = "") {
  return "<TxDtls><Refs>" +
         (reference.empty() ? "" : "<AcctSvcrRef>" + reference + "</AcctSvcrRef>") +
         "<EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy='EUR'>" + amount + "</Amt></TxDtls>";
}

TEST(Camt053, ABatchBookingIsItsTransactions) {
  const auto batch = [](const std::string& amount, const std::string& transactions) {
    return EntriesOf(
        Camt(Ntry(amount, "CRDT",
                  "<AcctSvcrRef>B</AcctSvcrRef><NtryDtls><Btch/>" + transactions + "</NtryDtls>")));
  };
  EXPECT_EQ(batch("3.00", Tx("1.00") + Tx("2.00")),
            "2 B/1: 100EUR 2026-03-02 DE02 <||||>\n2 B/2: 200EUR 2026-03-02 DE02 <||||>\n");
  EXPECT_EQ(batch("3.00", Tx("1.00", "X") + Tx("2.00", "Y")),
            "2 X: 100EUR 2026-03-02 DE02 <||||>\n2 Y: 200EUR 2026-03-02 DE02 <||||>\n");
  EXPECT_EQ(batch("3.00", Tx("1.00", "B") + Tx("2.00", "B")),
            "2 B/1: 100EUR 2026-03-02 DE02 <||||>\n2 B/2: 200EUR 2026-03-02 DE02 <||||>\n")
      << "a reference that is repeated names none of them";
  EXPECT_EQ(batch("3.00", Tx("1.00") + Tx("1.00")), "2 B/1: FIELD_INVALID payment.amount\n");
}

TEST(Camt053, ADebitThatReversesTakesAPaymentBack) {
  EXPECT_EQ(EntriesOf(Camt(Ntry("100.00", "DBIT",
                                "<AcctSvcrRef>A9</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>"
                                "E1</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
                                "</TxDtls></NtryDtls>",
                                "BOOK", true))),
            "2 A9: back 10000EUR 2026-03-02 DE02 <|||E1|AM04>\n");
}

TEST(Camt053, OlderVersionsWriteTheSameShorter) {
  std::string xml = Camt(
      "<Ntry><Amt Ccy='JPY'>500</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>"
      "2026-03-02T10:00:00</DtTm></BookgDt><AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls>"
      "<RltdPties><Dbtr><Nm>Globex</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>");
  xml.replace(xml.find("001.08"), 6, "001.02");
  EXPECT_EQ(EntriesOf(xml), "2 A1: 500JPY 2026-03-02 DE02 <Globex||||>\n");
}

TEST(Camt053, AnotherDocumentIsRefused) {
  EXPECT_EQ(EntriesOf("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.08'/>"),
            "! line 1: must be a Document of camt.053.001\n");
}

}  // namespace
}  // namespace countersign::formats
