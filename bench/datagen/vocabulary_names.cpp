#include <array>

#include "bench/datagen/vocabulary.hpp"

namespace hios::bench {
namespace {

using Text = std::string_view;

constexpr std::array kFamily{
    Text("Abara"),     Text("Adair"),     Text("Ålund"),       Text("Almeida"),   Text("Baptiste"),
    Text("Böhm"),      Text("Castañeda"), Text("Chaudhry"),    Text("Dąbrowski"), Text("D'Amico"),
    Text("Eriksson"),  Text("Faßbender"), Text("Goldfarb"),    Text("Hallman"),   Text("Ibarra"),
    Text("Jørgensen"), Text("Kowalczyk"), Text("Lefèvre"),     Text("Müller"),    Text("Nguyễn"),
    Text("Núñez"),     Text("O'Riordan"), Text("Østby"),       Text("Pereira"),   Text("Quigley"),
    Text("Rasmussen"), Text("Šimková"),   Text("Tremblay"),    Text("Underhill"), Text("Vasquez"),
    Text("Weatherby"), Text("Yıldız"),    Text("Zhang"),       Text("佐藤"),      Text("Соколова"),
    Text("Παππάς"),    Text("Whitcombe"), Text("Marlborough"), Text("Fennimore"), Text("Okonkwo-Reed")};
constexpr std::array kFemale{Text("Adaeze"),   Text("Agnès"),    Text("Beatriz"),  Text("Bronwyn"), Text("Chloë"),
                             Text("Delia"),    Text("Elżbieta"), Text("Farah"),    Text("Greta"),   Text("Hélène"),
                             Text("Imogen"),   Text("Jovana"),   Text("Katarína"), Text("Lúcia"),   Text("María José"),
                             Text("Noor"),     Text("Odile"),    Text("Priya"),    Text("Renée"),   Text("Siobhán"),
                             Text("Thandiwe"), Text("Ursula"),   Text("Violet"),   Text("陽子")};
constexpr std::array kMale{Text("Anselm"), Text("Björn"),   Text("Cedric"),  Text("Dmitri"),  Text("Émile"),
                           Text("Farid"),  Text("Gaspar"),  Text("Håkon"),   Text("Ignacio"), Text("Jérôme"),
                           Text("Kwame"),  Text("Ludvík"),  Text("Marek"),   Text("Nils"),    Text("Óscar"),
                           Text("Pavel"),  Text("Quentin"), Text("Rubén"),   Text("Søren"),   Text("Tomás"),
                           Text("Ulrich"), Text("Vikram"),  Text("Wendell"), Text("大輔")};
constexpr std::array kStreets{
    Text("Alder Walk"),     Text("Beacon Terrace"), Text("Canal Row"),    Text("Dovecote Lane"),
    Text("Elm Crossing"),   Text("Foundry Street"), Text("Granary Road"), Text("Harbour View"),
    Text("Ironbridge Way"), Text("Juniper Close"),  Text("Kiln Hill"),    Text("Lantern Alley"),
    Text("Mill Race"),      Text("Northgate"),      Text("Orchard Bend"), Text("Paseo del Río")};
constexpr std::array kFacilities{
    Text("LAKESHORE COMMUNITY HOSPITAL"), Text("ST. BRIGID MEDICAL CENTER"),   Text("RIVERBEND FAMILY PRACTICE"),
    Text("NORTH QUAY URGENT CARE"),       Text("HILLCREST INTERNAL MEDICINE"), Text("CLÍNICA SAN ISIDRO"),
    Text("MAPLE STREET PRIMARY CARE"),    Text("HARBORLIGHT HEALTH PARTNERS"), Text("OLD MILL PEDIATRICS"),
    Text("GRANITE VALLEY HOSPITAL"),      Text("EASTFIELD WELLNESS & REHAB"),  Text("COOPER \"COOP\" MEMORIAL CLINIC")};
constexpr std::array kPayers{Text("Harbor Mutual"),        Text("Commonwealth Care Plan"), Text("Pioneer Health"),
                             Text("Blue Ridge Assurance"), Text("Public Plan A"),          Text("NO_INSURANCE")};
constexpr std::array kTowns{Town{"Worcester", "MA", "01604"},  Town{"Lowell", "MA", "01851"},
                            Town{"Pittsfield", "MA", "01201"}, Town{"Burlington", "VT", "05401"},
                            Town{"Portland", "ME", "04101"},   Town{"Nashua", "NH", "03060"},
                            Town{"Española", "NM", "87532"},   Town{"Duluth", "MN", "55802"},
                            Town{"Cañon City", "CO", "81212"}, Town{"Salem", "OR", "97301"}};
constexpr std::array kLanguages{Language{"en-US", "English (United States)"}, Language{"es", "Spanish"},
                                Language{"fr", "French"}, Language{"vi", "Vietnamese"}, Language{"pt", "Portuguese"}};

constexpr Text kRaceSystem = "urn:oid:2.16.840.1.113883.6.238";
constexpr std::array kRaces{
    Code{kRaceSystem, "2106-3", "White"}, Code{kRaceSystem, "2054-5", "Black or African American"},
    Code{kRaceSystem, "2028-9", "Asian"}, Code{kRaceSystem, "1002-5", "American Indian or Alaska Native"}};
constexpr Text kTaxonomy = "http://nucc.org/provider-taxonomy";
constexpr std::array kSpecialties{Code{kTaxonomy, "208D00000X", "General Practice Physician"},
                                  Code{kTaxonomy, "207Q00000X", "Family Medicine Physician"},
                                  Code{kTaxonomy, "207R00000X", "Internal Medicine Physician"},
                                  Code{kTaxonomy, "208000000X", "Pediatrics Physician"}};

}  // namespace

std::span<const std::string_view> family_names() {
    return kFamily;
}
std::span<const std::string_view> given_names_female() {
    return kFemale;
}
std::span<const std::string_view> given_names_male() {
    return kMale;
}
std::span<const std::string_view> streets() {
    return kStreets;
}
std::span<const std::string_view> facility_names() {
    return kFacilities;
}
std::span<const std::string_view> payers() {
    return kPayers;
}
std::span<const Town> towns() {
    return kTowns;
}
std::span<const Language> languages() {
    return kLanguages;
}
std::span<const Code> races() {
    return kRaces;
}
std::span<const Code> specialties() {
    return kSpecialties;
}

}  // namespace hios::bench
