#include <array>

#include "bench/datagen/vocabulary.hpp"

namespace hios::bench {
namespace {

constexpr std::array kVisitTypes{Code{kSnomed, "162673000", "General examination of patient (procedure)"},
                                 Code{kSnomed, "185345009", "Encounter for symptom (procedure)"},
                                 Code{kSnomed, "185349003", "Encounter for check up (procedure)"},
                                 Code{kSnomed, "390906007", "Follow-up encounter (procedure)"},
                                 Code{kSnomed, "702927004", "Urgent care clinic (environment)"},
                                 Code{kSnomed, "50849002", "Emergency room admission (procedure)"},
                                 Code{kSnomed, "185347001", "Encounter for problem (procedure)"}};

constexpr std::array kConditions{Code{kSnomed, "44054006", "Diabetes mellitus type 2 (disorder)"},
                                 Code{kSnomed, "38341003", "Hypertensive disorder, systemic arterial (disorder)"},
                                 Code{kSnomed, "195662009", "Acute viral pharyngitis (disorder)"},
                                 Code{kSnomed, "444814009", "Viral sinusitis (disorder)"},
                                 Code{kSnomed, "10509002", "Acute bronchitis (disorder)"},
                                 Code{kSnomed, "271737000", "Anemia (disorder)"},
                                 Code{kSnomed, "55822004", "Hyperlipidemia (disorder)"},
                                 Code{kSnomed, "162864005", "Body mass index 30+ - obesity (finding)"},
                                 Code{kSnomed, "195967001", "Asthma (disorder)"},
                                 Code{kSnomed, "13645005", "Chronic obstructive lung disease (disorder)"},
                                 Code{kSnomed, "53741008", "Coronary arteriosclerosis (disorder)"},
                                 Code{kSnomed, "433144002", "Chronic kidney disease stage 3 (disorder)"},
                                 Code{kSnomed, "65363002", "Otitis media (disorder)"},
                                 Code{kSnomed, "43878008", "Streptococcal sore throat (disorder)"},
                                 Code{kSnomed, "44465007", "Sprain of ankle (disorder)"},
                                 Code{kSnomed, "62106007", "Concussion with no loss of consciousness (disorder)"},
                                 Code{kSnomed, "370143000", "Major depressive disorder (disorder)"},
                                 Code{kSnomed, "36971009", "Sinusitis (disorder)"}};

constexpr std::array kProcedures{Code{kSnomed, "430193006", "Medication reconciliation (procedure)"},
                                 Code{kSnomed, "710824005", "Assessment of health and social care needs (procedure)"},
                                 Code{kSnomed, "171207006", "Depression screening (procedure)"},
                                 Code{kSnomed, "117015009", "Throat culture (procedure)"},
                                 Code{kSnomed, "23426006", "Measurement of respiratory function (procedure)"},
                                 Code{kSnomed, "399208008", "Plain X-ray of chest (procedure)"},
                                 Code{kSnomed, "73761001", "Colonoscopy (procedure)"},
                                 Code{kSnomed, "29303009", "Electrocardiographic procedure (procedure)"},
                                 Code{kSnomed, "428191000124101", "Documentation of current medications (procedure)"}};

constexpr std::array kDrugs{
    Code{kRxNorm, "860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet"},
    Code{kRxNorm, "314076", "lisinopril 10 MG Oral Tablet"},
    Code{kRxNorm, "259255", "atorvastatin 80 MG Oral Tablet"},
    Code{kRxNorm, "197361", "amlodipine 5 MG Oral Tablet"},
    Code{kRxNorm, "310798", "hydrochlorothiazide 25 MG Oral Tablet"},
    Code{kRxNorm, "313782", "acetaminophen 325 MG Oral Tablet"},
    Code{kRxNorm, "310965", "ibuprofen 200 MG Oral Tablet"},
    Code{kRxNorm, "312961", "simvastatin 20 MG Oral Tablet"}};

constexpr std::array kVaccines{Code{kCvx, "140", "Influenza, split virus, trivalent, preservative free"},
                               Code{kCvx, "113", "Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed"},
                               Code{kCvx, "115", "Tdap"},
                               Code{kCvx, "33", "Pneumococcal polysaccharide PPV23"},
                               Code{kCvx, "133", "Pneumococcal conjugate PCV 13"},
                               Code{kCvx, "08", "Hep B, adolescent or pediatric"},
                               Code{kCvx, "03", "MMR"},
                               Code{kCvx, "121", "Zoster live"},
                               Code{kCvx, "208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose"}};

constexpr std::array kAllergens{Code{kSnomed, "300916003", "Latex allergy (finding)"},
                                Code{kSnomed, "91935009", "Allergy to peanut (finding)"},
                                Code{kSnomed, "300913006", "Allergy to shellfish (finding)"},
                                Code{kSnomed, "91936005", "Allergy to penicillin (finding)"}};

constexpr std::array kSupplies{Code{kSnomed, "409534002", "Disposable air-purifying respirator (physical object)"},
                               Code{kSnomed, "469673003", "Isolation gown, single-use (physical object)"},
                               Code{kSnomed, "52291003", "Glove, device (physical object)"}};

constexpr std::array kSmoking{Code{kSnomed, "266919005", "Never smoked tobacco (finding)"},
                              Code{kSnomed, "8517006", "Ex-smoker (finding)"},
                              Code{kSnomed, "449868002", "Smokes tobacco daily (finding)"}};

constexpr std::array kVitals{
    Measure{{kLoinc, "8302-2", "Body height"}, "cm", "cm", 1480, 1980, 1},
    Measure{{kLoinc, "29463-7", "Body weight"}, "kg", "kg", 455, 1320, 1},
    Measure{{kLoinc, "39156-5", "Body mass index (BMI) [Ratio]"}, "kg/m2", "kg/m2", 1850, 4100, 2},
    Measure{{kLoinc, "8867-4", "Heart rate"}, "/min", "/min", 52, 110, 0},
    Measure{{kLoinc, "9279-1", "Respiratory rate"}, "/min", "/min", 11, 22, 0},
    Measure{{kLoinc, "8310-5", "Body temperature"}, "Cel", "Cel", 36'000, 39'400, 3},
    Measure{{kLoinc, "2708-6", "Oxygen saturation in Arterial blood"}, "%", "%", 900, 1000, 1}};

// Long fractions on purpose: readers that go through a double lose their digits.
constexpr std::array kSurveys{
    Measure{{kLoinc, "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"},
            "{score}",
            "{score}",
            0,
            10,
            0},
    Measure{{kLoinc, "55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]"},
            "{score}",
            "{score}",
            0,
            6,
            0},
    Measure{{kLoinc, "70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]"},
            "{score}",
            "{score}",
            0,
            210'000,
            4},
    Measure{{kLoinc, "69737-5", "Generalized anxiety disorder 7 item (GAD-7)"},
            "{score}",
            "{score}",
            0,
            2'100'000'000'000,
            11}};

constexpr std::array kMetabolic{
    Measure{{kLoinc, "2345-7", "Glucose [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 6500, 18'000, 2},
    Measure{{kLoinc, "3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 700, 2400, 2},
    Measure{{kLoinc, "2160-0", "Creatinine [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 50, 310, 2},
    Measure{{kLoinc, "17861-6", "Calcium [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 850, 1020, 2},
    Measure{{kLoinc, "2951-2", "Sodium [Moles/volume] in Serum or Plasma"}, "mmol/L", "mmol/L", 13'600, 14'400, 2},
    Measure{{kLoinc, "2823-3", "Potassium [Moles/volume] in Serum or Plasma"}, "mmol/L", "mmol/L", 370, 520, 2},
    Measure{{kLoinc, "2075-0", "Chloride [Moles/volume] in Serum or Plasma"}, "mmol/L", "mmol/L", 10'100, 11'100, 2},
    Measure{{kLoinc, "2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma"},
            "mmol/L",
            "mmol/L",
            2000,
            2900,
            2}};
constexpr std::array kLipids{
    Measure{{kLoinc, "2093-3", "Cholesterol [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 15'000, 27'000, 2},
    Measure{{kLoinc, "2571-8", "Triglyceride [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 10'000, 24'000, 2},
    Measure{{kLoinc, "18262-6", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay"},
            "mg/dL",
            "mg/dL",
            6000,
            17'000,
            2},
    Measure{
        {kLoinc, "2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma"}, "mg/dL", "mg/dL", 3500, 7800, 2}};
constexpr std::array kBloodCount{
    Measure{{kLoinc, "6690-2", "Leukocytes [#/volume] in Blood by Automated count"},
            "10*3/uL",
            "10*3/uL",
            35'000,
            109'000,
            4},
    Measure{{kLoinc, "789-8", "Erythrocytes [#/volume] in Blood by Automated count"},
            "10*6/uL",
            "10*6/uL",
            39'000,
            57'000,
            4},
    Measure{{kLoinc, "718-7", "Hemoglobin [Mass/volume] in Blood"}, "g/dL", "g/dL", 110'000, 175'000, 4},
    Measure{
        {kLoinc, "4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count"}, "%", "%", 355'000, 491'000, 4},
    Measure{{kLoinc, "787-2", "MCV [Entitic volume] by Automated count"}, "fL", "fL", 800'000, 950'000, 4},
    Measure{{kLoinc, "777-3", "Platelets [#/volume] in Blood by Automated count"},
            "10*3/uL",
            "10*3/uL",
            1'500'000,
            4'490'000,
            4}};
constexpr std::array kPanels{Panel{{kLoinc, "51990-0", "Basic metabolic panel - Blood"}, kMetabolic},
                             Panel{{kLoinc, "57698-3", "Lipid panel with direct LDL - Serum or Plasma"}, kLipids},
                             Panel{{kLoinc, "58410-2", "CBC panel - Blood by Automated count"}, kBloodCount}};

constexpr std::array kDiabetesCare{Code{kSnomed, "160670007", "Diabetic diet (finding)"},
                                   Code{kSnomed, "229065009", "Exercise therapy (regime/therapy)"}};
constexpr std::array kPressureCare{Code{kSnomed, "386463000", "Prescribed activity/exercise education (procedure)"},
                                   Code{kSnomed, "413473000", "Counseling about alcohol consumption (procedure)"}};
constexpr std::array kPlans{
    Plan{{kSnomed, "698360004", "Diabetes self management plan (record artifact)"}, kConditions[0], kDiabetesCare},
    Plan{{kSnomed, "443402002", "Lifestyle education regarding hypertension (procedure)"},
         kConditions[1],
         kPressureCare}};

}  // namespace

std::span<const Code> visit_types() {
    return kVisitTypes;
}
std::span<const Code> conditions() {
    return kConditions;
}
std::span<const Code> procedures() {
    return kProcedures;
}
std::span<const Code> drugs() {
    return kDrugs;
}
std::span<const Code> vaccines() {
    return kVaccines;
}
std::span<const Code> allergens() {
    return kAllergens;
}
std::span<const Code> supplies() {
    return kSupplies;
}
std::span<const Code> smoking_states() {
    return kSmoking;
}
std::span<const Measure> vital_signs() {
    return kVitals;
}
std::span<const Measure> surveys() {
    return kSurveys;
}
std::span<const Panel> lab_panels() {
    return kPanels;
}
std::span<const Plan> care_plans() {
    return kPlans;
}

}  // namespace hios::bench
