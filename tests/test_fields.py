"""Fields of each family of papers, on pages laid out as such papers are."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from pages import page_of

from packet.knowledge import DocumentType
from packet.model import Case, Page, Person
from packet.understanding.fields import extract

ALL = (
    *("person", "issuer", "date", "expires", "period", "tax_year"),
    *("number", "a_number", "form_number", "edition", "country", "amount"),
)
CASE = Case(
    name="okafor",
    people=(
        Person(role="petitioner", name="Daniel Reyes"),
        Person(role="beneficiary", name="María José García López", also=("Maria Garcia",)),
    ),
)
NOBODY = Case(name="empty")


def _read(
    id_: str, group: str, fields: str, *pages: str | Page, case: Case = NOBODY
) -> dict[str, str]:
    type_ = DocumentType(
        id=id_,
        title=id_.replace("-", " ").capitalize(),
        group=group,
        what="",
        cover=True,
        why="",
        name="{title}",
        fields=tuple(fields.split()),
        signature=MappingProxyType({}),
    )
    shown = [page if isinstance(page, Page) else page_of(page) for page in pages]
    return extract(shown, type_, case)


def test_employment_letter() -> None:
    page = """
# ACME FREIGHT CORP
120 Harbor Road, Newark, NJ 07105        (201) 555-0134

March 15, 2024

RE: Employment verification of Maria J. Garcia Lopez

To whom it may concern:
Ms. Garcia Lopez has worked for us since 01/02/2019.
"""
    assert _read("employment-letter", "employment", "person issuer date", page, case=CASE) == {
        "person": "María José García López",
        "issuer": "Acme Freight Corp",
        "date": "2024-03-15",
    }


def test_pay_stub() -> None:
    page = """
# Northwind Logistics LLC
Earnings Statement
Employee: JOHN Q SAMPLE           Pay Date: 03/15/2024
SSN: XXX-XX-1234                  Check No: 12345
Pay Period: 03/01/2024 - 03/14/2024

Earnings      Rate     Hours     Current       YTD
Regular       25.00    80.00     2,000.00      10,000.00
Net Pay                          1,500.25      7,500.00
"""
    assert _read("pay-stub", "employment", "person issuer date period amount number", page) == {
        "person": "John Q Sample",
        "issuer": "Northwind Logistics LLC",
        "date": "2024-03-15",
        "period": "2024-03-01/2024-03-14",
        "amount": "1500.25",
    }


def test_pay_stub_with_the_period_in_two_boxes_and_the_name_over_an_address() -> None:
    page = """
# BLUE HERON BAKERY INC.            Earnings Statement
Period Beginning:  01/05/2024
Period Ending:     01/18/2024
Pay Date:          01/25/2024

ANA PAULA SAMPLE
44 Elm Street Apt 2
Austin, TX 78701
"""
    assert _read("pay-stub", "employment", "person issuer date period", page) == {
        "person": "Ana Paula Sample",
        "issuer": "Blue Heron Bakery Inc.",
        "date": "2024-01-25",
        "period": "2024-01-05/2024-01-18",
    }


def test_bank_statement() -> None:
    page = """
# First Harbor Bank, N.A.
P.O. Box 100, Dover, DE 19901

DANIEL REYES                       Statement Period: January 1 - January 31, 2024
ANA REYES
12 Oak Lane                        Account number: 000123456789
Trenton, NJ 08601

Beginning balance      $1,200.00
Ending balance         $2,345.67
"""
    assert _read("bank-statement", "financial", "person issuer period amount number", page) == {
        "person": "Daniel Reyes",
        "issuer": "First Harbor Bank, N.A.",
        "period": "2024-01-01/2024-01-31",
        "amount": "2345.67",
        "number": "000123456789",
    }


def test_utility_bill() -> None:
    page = """
# Lakeside Electric & Gas
Bill date: Feb 3, 2024              Service for: Daniel Reyes
Billing period: Jan 2, 2024 to Feb 1, 2024
Total amount due    $88.10          Due date: Feb 24, 2024
"""
    assert _read("utility-bill", "residence", "person issuer date period amount", page) == {
        "person": "Daniel Reyes",
        "issuer": "Lakeside Electric & Gas",
        "date": "2024-02-03",
        "period": "2024-01-02/2024-02-01",
        "amount": "88.10",
    }


def test_w2() -> None:
    page = """
a Employee's social security number    OMB No. 1545-0008
123-45-6789
b Employer identification number (EIN)         1 Wages, tips, other compensation
12-3456789                                     50,123.45
c Employer's name, address, and ZIP code
ACME FREIGHT CORP
120 Harbor Road
Newark, NJ 07105
e Employee's first name and initial   Last name
DANIEL                                REYES
Form W-2 Wage and Tax Statement 2023
Copy B To be filed with employee's federal tax return. Rev. 2021
"""
    fields = "person issuer tax_year form_number number"
    assert _read("w2", "financial", fields, page) == {
        "person": "Daniel Reyes",
        "issuer": "Acme Freight Corp",
        "tax_year": "2023",
        "form_number": "W-2",
    }


def test_1099_and_1040() -> None:
    interest = """
PAYER'S name, street address, city or town
First Harbor Bank, N.A.
P.O. Box 100                         Form 1099-INT
Dover, DE 19901                      For calendar year 20 23
RECIPIENT'S name
DANIEL REYES
Copyright 2024
"""
    assert _read("form-1099", "financial", "person issuer tax_year form_number", interest) == {
        "person": "Daniel Reyes",
        "issuer": "First Harbor Bank, N.A.",
        "tax_year": "2023",
        "form_number": "1099-INT",
    }
    income = """
Form 1040   U.S. Individual Income Tax Return   2022   OMB No. 1545-0074
Your first name and middle initial      Last name
Daniel                                  Reyes
Attach Form(s) W-2 here.
Form 1040 (2022)
"""
    read = _read("tax-return", "financial", "person tax_year form_number", income, case=CASE)
    assert read == {"person": "Daniel Reyes", "tax_year": "2022", "form_number": "1040"}


def test_tax_transcript_is_issued_by_the_irs() -> None:
    page = """
This Product Contains Sensitive Taxpayer Data
Tax Return Transcript
Request Date: 02-15-2024
Tax Period Ending: Dec. 31, 2022
NAME(S) SHOWN ON RETURN: DANI REYE
"""
    assert _read("tax-transcript", "financial", "issuer date tax_year", page) == {
        "issuer": "Internal Revenue Service",
        "date": "2024-02-15",
        "tax_year": "2022",
    }


def test_receipt_notice() -> None:
    page = """
Department of Homeland Security
U.S. Citizenship and Immigration Services     Form I-797C, Notice of Action
Receipt Number              Case Type
IOE0912345678               I130 - PETITION FOR ALIEN RELATIVE
Received Date               Priority Date       Petitioner
04/02/2024                                      REYES, DANIEL
Notice Date                 Page                Beneficiary  A012 345 678
04/05/2024                  1 of 2              GARCIA LOPEZ, MARIA JOSE
"""
    fields = "person issuer date number a_number form_number"
    read = _read("receipt-notice", "government", fields, page, case=CASE)
    assert read["number"] == "IOE0912345678"
    assert read["date"] == "2024-04-05"
    assert read["form_number"] == "I-130"
    assert read["a_number"] == "A012345678"
    assert read["issuer"] == "U.S. Citizenship and Immigration Services"
    assert read["person"] in {person.name for person in CASE.people}


def test_passport_by_its_zone() -> None:
    page = """
PASSPORT  PASAPORTE           ESTADOS UNIDOS MEXICANOS
Surname / Apellidos
GARCÍA LÓPEZ
P<MEXGARCIA<LOPEZ<<MARIA<JOSE<<<<<<<<<<<<<<<<
L898902C36MEX7408122F1204159ZE184226B<<<<<10
"""
    fields = "person number country expires"
    assert _read("passport", "identity", fields, page, case=CASE) == {
        "person": "María José García López",
        "number": "L898902C3",
        "country": "MX",
        "expires": "2012-04-15",
    }


def test_passport_by_its_labels() -> None:
    page = """
UNITED STATES OF AMERICA
Type          Code           Passport No.
P             USA            512345678
Surname
REYES
Given names
DANIEL ANTONIO
Date of birth
01 FEB 1985
Date of issue                Date of expiration
15 MAR 2019                  14 MAR 2029
"""
    fields = "person number country date expires"
    assert _read("passport", "identity", fields, page) == {
        "person": "Daniel Antonio Reyes",
        "number": "512345678",
        "country": "US",
        "date": "2019-03-15",
        "expires": "2029-03-14",
    }


def test_green_card() -> None:
    page = """
UNITED STATES OF AMERICA     PERMANENT RESIDENT
Surname
REYES
Given Name
DANIEL
USCIS#            Category
012-345-678       IR1
Card Expires: 05/06/31
"""
    fields = "person number issuer expires"
    assert _read("green-card", "identity", fields, page) == {
        "person": "Daniel Reyes",
        "number": "A012345678",
        "issuer": "U.S. Citizenship and Immigration Services",
        "expires": "2031-05-06",
    }


def test_drivers_license() -> None:
    page = """
# CALIFORNIA DRIVER LICENSE
DL I1234562          CLASS C
EXP 08/31/2028
LN REYES
FN DANIEL
DOB 08/31/1985
ISS 08/31/2023
"""
    read = _read("drivers-license", "identity", "person number date expires", page, case=CASE)
    assert read["number"] == "I1234562"
    assert read["expires"] == "2028-08-31"
    assert read["date"] == "2023-08-31"


def test_uscis_form() -> None:
    page = """
Petition for Alien Relative
Department of Homeland Security                       USCIS Form I-130
U.S. Citizenship and Immigration Services             OMB No. 1615-0012 Expires 02/28/2027
If you file Form I-485, read its instructions.
Form I-130   Edition 04/01/24                         Page 1 of 12
"""
    assert _read("uscis-form", "government", "form_number edition issuer", page) == {
        "form_number": "I-130",
        "edition": "2024-04-01",
        "issuer": "U.S. Citizenship and Immigration Services",
    }
    supplement = "Form I-485 Supplement J   Edition 10/24/24   Page 1 of 8"
    read = _read("uscis-form", "government", "form_number", supplement)
    assert read == {"form_number": "I-485 Supplement J"}


def test_spanish_birth_certificate() -> None:
    page = page_of(
        """
ESTADOS UNIDOS MEXICANOS
ACTA DE NACIMIENTO
Nombre del registrado: MARIA JOSE GARCIA LOPEZ
Fecha de nacimiento: 12/08/1974
Fecha de registro: 03/09/1974
Numero de acta: 00451
""",
        language="es",
    )
    read = _read("birth-certificate", "civil", "person date number country", page, case=CASE)
    assert read == {
        "person": "María José García López",
        "date": "1974-09-03",
        "number": "00451",
        "country": "MX",
    }


def test_marriage_certificate() -> None:
    page = """
STATE OF NEW JERSEY
CERTIFICATE OF MARRIAGE
Groom: DANIEL REYES              Bride: MARIA JOSE GARCIA LOPEZ
Date of marriage: June 5, 2021
Certificate number: 2021-06-00345
License number: L-00518
Date issued: June 12, 2021
"""
    assert _read("marriage-certificate", "civil", "person date number country", page) == {
        "person": "Daniel Reyes",
        "date": "2021-06-05",
        "number": "2021-06-00345",
        "country": "US",
    }


def test_lease() -> None:
    page = """
# RESIDENTIAL LEASE AGREEMENT
Landlord: Harbor Homes LLC
Tenant: Daniel Reyes
The term begins on March 1, 2024 and ending on
February 28, 2025. Monthly rent: $1,450.00
"""
    assert _read("lease", "residence", "person issuer period amount", page) == {
        "person": "Daniel Reyes",
        "issuer": "Harbor Homes LLC",
        "period": "2024-03-01/2025-02-28",
        "amount": "1450.00",
    }


def test_resume_and_diploma() -> None:
    resume = "# Ana Lima Souza\nSoftware engineer\nRecife, Brazil"
    assert _read("resume", "employment", "person", resume) == {"person": "Ana Lima Souza"}
    diploma = """
# UNIVERSITY OF NORTHERN LAKES
has conferred upon
Ana Lima Souza
the degree of Bachelor of Science
Given this fifteenth day of May, 2015
"""
    assert _read("diploma", "education", "person issuer date", diploma) == {
        "person": "Ana Lima Souza",
        "issuer": "University of Northern Lakes",
        "date": "2015-05-15",
    }


def test_court_order() -> None:
    page = """
# SUPERIOR COURT OF NEW JERSEY
Case No. FM-12-00345-19
FINAL JUDGMENT OF DIVORCE
Dated this 5th day of June, 2019
"""
    assert _read("divorce-decree", "civil", "issuer date number", page) == {
        "issuer": "Superior Court of New Jersey",
        "date": "2019-06-05",
        "number": "FM-12-00345-19",
    }


def test_affidavit() -> None:
    page = """
# AFFIDAVIT OF ROSA PEREZ
I, Rosa Perez, being duly sworn, state that I have known Daniel Reyes since 2010.
Sworn to before me on this 21st day of May, 2023.
"""
    read = _read("affidavit", "legal", "person date", page)
    assert read == {"person": "Rosa Perez", "date": "2023-05-21"}


def test_payment_receipt() -> None:
    page = """
Pay.gov Payment Confirmation
Agency Tracking ID: 75512345678
Account Holder Name: Daniel Reyes
Transaction Date: 04/01/2024
Payment Amount: $675.00
"""
    assert _read("payment-receipt", "other", "person issuer date number amount", page) == {
        "person": "Daniel Reyes",
        "issuer": "Pay.gov",
        "date": "2024-04-01",
        "number": "75512345678",
        "amount": "675.00",
    }


@pytest.mark.parametrize(
    "line",
    ["Date: 0S/12/2O21", "Date: 13/13/2024", "Issued: soon", "Date: 03/04/2024", "Date:"],
)
def test_a_doubtful_date_is_left_out(line: str) -> None:
    assert _read("employment-letter", "employment", "date", line) == {}


def test_a_social_security_number_is_never_a_number() -> None:
    page = "Number: 123-45-6789\nDocument number: 123-45-6789\nCertificate No 123 45 6789"
    assert _read("birth-certificate", "civil", "number", page) == {}


def test_an_empty_page_has_no_fields() -> None:
    read = _read("employment-letter", "employment", " ".join(ALL), page_of(""))
    assert read == {}


def test_only_the_fields_of_the_type() -> None:
    assert _read("pay-stub", "employment", "", "Pay Date: 03/15/2024") == {}


def test_two_letters_alone_are_no_country() -> None:
    assert _read("business-registration", "employment", "country", "GoD\nMN\nCERTIFICATE") == {}
    heading = "REPÚBLICA DE COSTA RICA"
    assert _read("diploma", "education", "country", heading) == {"country": "CR"}
