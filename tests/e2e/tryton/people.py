"""The desk of Brackenfold Accounts, an invented firm: two sellers, a program's login, and 200 parties with a story.

Everything is made through the server's API. What a group is for stands beside it; names are built from two lists, so that
they are all different and belong to nobody.
"""
import datetime
import decimal
import itertools
from dataclasses import dataclass, field

from .client import Client
from .server import DATABASE

PERSONS_SECRET = "Zephyr-9-Quilt!mB"  # Tryton refuses one whose characters repeat

FIRST = "Ada Bram Clio Dorin Edda Finn Gesa Hollis Ines Jory Keva Lorne Mabel Nils Orla Piers Quenby Rafe Sunniva Tobin".split()
LAST = "Ashgrove Birkby Coldwell Dunmore Elsworth Farrow Garside Hebble Ilkden Jagger".split()
TRADES = ["Dairy", "Joinery", "Bakery", "Nursery", "Clinic", "Freight", "Toys", "Brewery", "Pottery", "Cycles"]
CITIES = ["Ripon", "Leeds", "York", "Harrogate", "Skipton"]

# What people wrote after a call, by group. One line each is enough for a rule to hear, and for a reader to believe.
STORIES = {
    # They want what we do not do, and said so; a seller confirmed the need with a tag.
    "copywriting": [
        "Call: she says the words on their site put people off. They are looking for copywriting before Easter; she signs it herself.",
        "Met at the fair. Needs copywriting for a new brochure, budget is about 6,000. He decides.",
        "Phoned: the newsletter nobody reads. Wants copywriting, asked whether we know somebody.",
    ],
    "website": [
        "Call: their shop is down every weekend. They need a new website by summer, the owner decides.",
        "She asked for a website that takes orders. Lost two listings over the old one. Budget 9,000, she signs.",
    ],
    # They want what we do.
    "bookkeeping": [
        "Call with the owner: they need bookkeeping from April, budget is approved at 8,000 a year. She signs. "
        "If nothing changes they pay the late fees again; by summer the books must close within five days.",
        "Meeting with the managing director: wants bookkeeping and payroll for 30 people. He decides, wants to start next month. "
        "The risk he sees is the switch in the middle of a quarter.",
    ],
    # They talk, and do not buy.
    "talk": [
        "Call: no idea when, and he does not know who decides. Asked for the brochure again, the fourth time.",
        "Third call. She could not say what it would be for, only asked for more information. Did not want to talk about risk.",
        "He will not let us talk to the owner. Everything goes through him. No budget, no date.",
    ],
    # Not much is known.
    "thin": ["Left a message with the office.", "Met at the chamber's breakfast, swapped cards.", "Asked to be called back in the week."],
}
NEEDS = ("copywriting", "website")


@dataclass
class Desk:
    """Ids on the server. `groups` names parties by what their story is."""
    dev: int
    priya: int
    program: int
    parties: list = field(default_factory=list)
    groups: dict = field(default_factory=dict)
    dev_client: Client = None


def user(admin, login, name, secret, groups):
    return admin.create("res.user", {"login": login, "name": name, "password": secret, "email": f"{login}@brackenfold.example",
                                     "groups": [["add", groups]]})[0]


def company(admin):
    """A company, which sale.opportunity asks for."""
    currency = admin.create("currency.currency", {"name": "Pound", "code": "GBP", "symbol": "£", "rounding": decimal.Decimal("0.01"),
                                                  "rates": [["create", [{"rate": decimal.Decimal(1)}]]]})[0]
    own = admin.create("party.party", {"name": "Brackenfold Accounts"})[0]
    return admin.create("company.company", {"party": own, "currency": currency})[0], own


def party(number, group):
    first, last = FIRST[number % 20], LAST[number // 20]
    place = CITIES[number % len(CITIES)]
    mail = f"{first}.{last}@{last}-{TRADES[number % 10]}.example".lower()
    return {"name": f"{first} {last}", "contact_mechanisms": [["create", [
                {"type": "email", "value": mail}, {"type": "phone", "value": f"+44 1632 {960000 + number}"}]]],
            "addresses": [["create", [{"street": f"{number} Mill Lane", "city": place}]]]}


# How many of each; the other parties have no story and are out of scope.
SIZES = {"copywriting": 8, "website": 5, "bookkeeping": 10, "talk": 9, "thin": 8, "client": 15, "deal": 6}


def set_up(server, total=200):
    """Makes it all. The client in Desk.dev_client is the seller Dev's, who edits things as a person would."""
    admin = server.client()
    groups = {g["name"]: g["id"] for g in admin.search_read("res.group", [], ["name"])}
    office = [groups["Party Administration"], groups["Sales"], groups["Sale Opportunity"]]
    firm, own = company(admin)
    secret = PERSONS_SECRET
    desk = Desk(*(user(admin, login, name, secret, office) for login, name in
                  [("dev", "Dev Anand"), ("priya", "Priya Rao"), ("goodword", "Goodword")]))
    employees = {}
    for uid, name in [(desk.dev, "Dev Anand"), (desk.priya, "Priya Rao"), (desk.program, None)]:
        values = {"companies": [["add", [firm]]], "company": firm}
        if name:
            person = admin.create("party.party", {"name": name})[0]
            employees[uid] = admin.create("company.employee", {"party": person, "company": firm})[0]
            values |= {"employees": [["add", [employees[uid]]]], "employee": employees[uid]}
        admin.write("res.user", [uid], values)
    dev = desk.dev_client = Client(server.port, DATABASE, "dev", secret)

    kinds = list(itertools.chain.from_iterable([group] * size for group, size in SIZES.items()))
    kinds += ["none"] * (total - len(kinds) - 3)  # three are there already: the firm and its two sellers
    desk.parties = dev.create("party.party", *(party(n, g) for n, g in enumerate(kinds)))
    for number, (group, at) in enumerate(zip(kinds, desk.parties)):
        desk.groups.setdefault(group, []).append(at)
    tag_and_write(dev, desk)
    open_deals(dev, desk, firm, employees)
    return desk


def tag_and_write(dev, desk):
    labels = {name: dev.category(name) for name in ["newsletter", "fair 2026", "client", *(f"gw:need-{n}" for n in NEEDS)]}

    def label(parties, name):
        dev.write("party.party", parties, {"categories": [["add", [labels[name]]]]})

    label(desk.parties[::7], "newsletter")
    label(desk.parties[3::11], "fair 2026")
    label(desk.groups["client"], "client")
    for need in NEEDS:
        label(desk.groups[need], f"gw:need-{need}")
    notes = []
    for group, texts in STORIES.items():
        for number, at in enumerate(desk.groups[group]):
            notes.append({"resource": f"party.party,{at}", "message": texts[number % len(texts)]})
    for at in desk.groups["client"][:5]:
        notes.append({"resource": f"party.party,{at}", "message": "Year-end signed. Happy, as every year."})
    dev.create("ir.note", *notes)


def open_deals(dev, desk, firm, employees):
    today = datetime.date.today()
    dev.create("sale.opportunity", *({"party": at, "description": "Bookkeeping from April", "company": firm, "employee": employees[desk.dev],
                                      "amount": decimal.Decimal(4000 + 500 * n), "start_date": today} for n, at in enumerate(desk.groups["deal"])))
