// Names of people, firms and places. People and firms are invented; any likeness is chance. Data.
#include <array>

#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line first[] = {"Alice",   "Amir",   "Anita",  "Barry",  "Beth",   "Callum",  "Carys",  "Chidi",  "Clare",
                          "Colin",   "Dawn",   "Derek",  "Diane",  "Duncan", "Edith",   "Elena",  "Farah",  "Femi",
                          "Fiona",   "Gareth", "Gemma",  "Glenn",  "Hana",   "Harriet", "Hugh",   "Imran",  "Ingrid",
                          "Isla",    "Janet",  "Jerome", "Kamal",  "Karen",  "Keith",   "Kirsty", "Leroy",  "Lydia",
                          "Malcolm", "Marion", "Megan",  "Mohsin", "Nadia",  "Neil",    "Nigel",  "Oliver", "Padma",
                          "Paula",   "Pearl",  "Rashid", "Rhona",  "Roger",  "Sabina",  "Sandra", "Shaun",  "Sunita",
                          "Tamsin",  "Terry",  "Tessa",  "Vikram", "Wendy",  "Zara"};
constexpr Line last[] = {
    "Abbot",   "Achebe",    "Ainsworth", "Amberley",  "Appleyard", "Ashdown", "Bannister", "Bexley",     "Blackett",
    "Bolland", "Braith",    "Brockle",   "Cantrell",  "Chaudry",   "Clegg",   "Copley",    "Cranmer",    "Dacre",
    "Denholm", "Dewhirst",  "Dobson",    "Eastwell",  "Ellerby",   "Fairfax", "Fenton",    "Firth",      "Gaskell",
    "Goodall", "Greaves",   "Haddow",    "Hebden",    "Holroyd",   "Hussain", "Illing",    "Jagger",     "Kaur",
    "Kettle",  "Lamb",      "Latham",    "Lister",    "Lockwood",  "Marsden", "Mistry",    "Moxon",      "Narang",
    "Newsome", "Oakes",     "Okafor",    "Oldroyd",   "Pickles",   "Pollard", "Priestley", "Quarmby",    "Rafiq",
    "Ramsden", "Rushworth", "Sagar",     "Scaife",    "Shackle",   "Sugden",  "Sutcliffe", "Tattersall", "Thackray",
    "Toller",  "Umar",      "Varley",    "Wadsworth", "Whitaker",  "Wigton",  "Wormald",   "Yardley",    "Yewdall"};
constexpr Line german_first[] = {"Anke",  "Bernd",  "Carla",  "Dieter", "Elke",
                                 "Frank", "Gisela", "Holger", "Jana",   "Ute"};
constexpr Line german_last[] = {"Ahlers",    "Brinkmann", "Cordes",   "Dahlke",   "Engelhard",
                                "Fischbeck", "Grotjahn",  "Hagedorn", "Kortmann", "Lohmeyer"};
constexpr Line starts[] = {"Alder", "Amber",  "Birken", "Brack",  "Calver", "Cragg",  "Dray",  "Dunner",
                           "Elmer", "Fosse",  "Garth",  "Gillen", "Hather", "Hexle",  "Ingle", "Kelder",
                           "Lang",  "Marl",   "Mickle", "Nether", "Oaken",  "Pendle", "Quarn", "Rother",
                           "Scar",  "Silver", "Thist",  "Ulver",  "Wharn",  "Yarrow"};
constexpr Line ends[] = {"moor",  "holt",  "dale", "fold", "wick", "thorpe", "mere", "stead",
                         "combe", "hurst", "beck", "gate", "rigg", "ford",   "well", "brook"};
constexpr Line towns[] = {"Leeds",   "York",      "Ripon",   "Harrogate",  "Bradford",  "Halifax",   "Wakefield",
                          "Hull",    "Sheffield", "Skipton", "Selby",      "Preston",   "Lancaster", "Durham",
                          "Lincoln", "Derby",     "Chester", "Manchester", "Doncaster", "Barnsley"};
constexpr Line german_towns[] = {"Bielefeld", "Kassel", "Münster", "Osnabrück"};
constexpr Line deciders[] = {"managing director", "owner",   "operations director",
                             "finance director",  "founder", "head of operations",
                             "chief executive",   "partner"};
constexpr Line managers[] = {"operations manager", "warehouse manager", "production manager", "site manager",
                             "office manager",     "logistics manager", "quality manager",    "planning lead"};
constexpr Line german_deciders[] = {"Geschäftsführung", "Mitglied der Geschäftsleitung", "Kaufmännische Leitung",
                                    "Werksleitung"};
constexpr Line german_managers[] = {"Logistikplanung", "Produktionsplanung", "Einkauf", "Qualitätssicherung",
                                    "Arbeitsvorbereitung"};
constexpr Line staff[] = {"purchasing clerk", "assistant to the director", "coordinator", "trainee",
                          "project assistant"};

constexpr Line food_kinds[] = {"Dairy", "Foods", "Bakery", "Preserves"};
constexpr Line food_things[] = {"the packing line", "the cold store", "goods-in", "the bottling hall"};
constexpr Line freight_kinds[] = {"Freight", "Haulage", "Logistics"};
constexpr Line freight_things[] = {"the cross-dock", "the yard", "route planning", "the night shift"};
constexpr Line health_kinds[] = {"Clinics", "Dental", "Physiotherapy"};
constexpr Line health_things[] = {"the front desk", "the appointment book", "the stock room"};
constexpr Line wood_kinds[] = {"Joinery", "Furniture", "Kitchens"};
constexpr Line wood_things[] = {"the panel saw", "the finishing shop", "dispatch", "the drawing office"};
constexpr Line retail_kinds[] = {"Toys", "Outdoor", "Gifts", "Garden"};
constexpr Line retail_things[] = {"order picking", "returns", "the stock room", "the web orders"};
constexpr Line machine_kinds[] = {"Engineering", "Castings", "Pumps", "Tools"};
constexpr Line machine_things[] = {"the machine shop", "assembly", "the tool store", "final test"};
constexpr Line print_kinds[] = {"Print", "Packaging", "Labels"};
constexpr Line print_things[] = {"the press hall", "pre-press", "the cutting room", "dispatch"};
constexpr Line build_kinds[] = {"Builders", "Roofing", "Stone"};
constexpr Line build_things[] = {"the yard", "site deliveries", "the estimating desk"};
constexpr Line bio_kinds[] = {"Biotech", "Diagnostics"};
constexpr Line bio_things[] = {"the clean room", "sample intake", "batch release"};
constexpr Line textile_kinds[] = {"Textiles", "Weavers", "Workwear"};
constexpr Line textile_things[] = {"the cutting room", "dyeing", "the sample room"};

constexpr std::array all_industries = {
    Industry{"food", "Food", food_kinds, food_things},
    Industry{"logistics", "Logistics", freight_kinds, freight_things},
    Industry{"health", "Health care", health_kinds, health_things},
    Industry{"furniture", "Furniture and joinery", wood_kinds, wood_things},
    Industry{"retail", "Retail", retail_kinds, retail_things},
    Industry{"machinery", "Machinery", machine_kinds, machine_things},
    Industry{"printing", "Printing and packaging", print_kinds, print_things},
    Industry{"construction", "Construction", build_kinds, build_things},
    Industry{"biotech", "Biotechnology", bio_kinds, bio_things},
    Industry{"textiles", "Textiles", textile_kinds, textile_things},
};

}  // namespace

std::span<const Industry> industries() { return all_industries; }
Words first_names() { return first; }
Words last_names() { return last; }
Words german_first_names() { return german_first; }
Words german_last_names() { return german_last; }
Words name_starts() { return starts; }
Words name_ends() { return ends; }
Words cities() { return towns; }
Words german_cities() { return german_towns; }
Words titles_of_deciders() { return deciders; }
Words titles_of_managers() { return managers; }
Words titles_of_staff() { return staff; }
Words german_titles_of_deciders() { return german_deciders; }
Words german_titles_of_managers() { return german_managers; }

}  // namespace goodword::sandbox
