#include "stages/map/ucum.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <unordered_set>

namespace hios::map {
namespace {

// UCUM tables 1 to 23. Metric units take prefixes.
constexpr std::array<std::string_view, 95> kMetric{
    "A",     "B",      "B[10.nV]", "B[SPL]", "B[V]",  "B[W]",    "B[kW]", "B[mV]", "B[uV]",  "Bd",       "Bi",
    "Bq",    "By",     "C",        "Cel",    "Ci",    "F",       "G",     "Gal",   "Gb",     "Gy",       "H",
    "Hz",    "J",      "K",        "Ky",     "L",     "Lmb",     "Mx",    "N",     "Np",     "Oe",       "Ohm",
    "P",     "Pa",     "R",        "RAD",    "REM",   "S",       "St",    "Sv",    "T",      "U",        "V",
    "W",     "Wb",     "[IU]",     "[c]",    "[e]",   "[eps_0]", "[g]",   "[h]",   "[iU]",   "[k]",      "[ly]",
    "[m_e]", "[m_p]",  "[mu_0]",   "ar",     "att",   "bar",     "bit",   "cal",   "cal_IT", "cal_[15]", "cal_[20]",
    "cal_m", "cal_th", "cd",       "dyn",    "eV",    "eq",      "erg",   "g",     "g%",     "kat",      "l",
    "lm",    "lx",     "m",        "m[H2O]", "m[Hg]", "mho",     "mol",   "osm",   "pc",     "ph",       "rad",
    "s",     "sb",     "sr",       "st",     "t",     "tex",     "u"};
constexpr std::array<std::string_view, 171> kOthers{
    "%",           "%[slope]", "'",           "''",        "10*",       "10^",       "AU",       "Ao",
    "[APL'U]",     "[AU]",     "[Amb'a'1'U]", "[BAU]",     "[Btu]",     "[Btu_39]",  "[Btu_59]", "[Btu_60]",
    "[Btu_IT]",    "[Btu_m]",  "[Btu_th]",    "[CCID_50]", "[CFU]",     "[Cal]",     "[Ch]",     "[D'ag'U]",
    "[EID_50]",    "[ELU]",    "[EU]",        "[FEU]",     "[FFU]",     "[FNU]",     "[GPL'U]",  "[G]",
    "[HPF]",       "[HP]",     "[IR]",        "[LPF]",     "[Lf]",      "[MET]",     "[MPL'U]",  "[NTU]",
    "[PFU]",       "[PNU]",    "[PRU]",       "[S]",       "[TCID_50]", "[USP'U]",   "[acr_br]", "[acr_us]",
    "[anti'Xa'U]", "[arb'U]",  "[bbl_us]",    "[bdsk'U]",  "[beth'U]",  "[bf_i]",    "[bu_br]",  "[bu_us]",
    "[car_Au]",    "[car_m]",  "[cft_i]",     "[ch_us]",   "[cin_i]",   "[cml_i]",   "[cr_i]",   "[crd_us]",
    "[cup_m]",     "[cup_us]", "[cyd_i]",     "[degF]",    "[degR]",    "[degRe]",   "[den]",    "[diop]",
    "[dpt_us]",    "[dqt_us]", "[dr_ap]",     "[dr_av]",   "[drp]",     "[dye'U]",   "[fdr_br]", "[fdr_us]",
    "[foz_br]",    "[foz_m]",  "[foz_us]",    "[ft_br]",   "[ft_i]",    "[ft_us]",   "[fth_i]",  "[fth_us]",
    "[fur_us]",    "[gal_br]", "[gal_us]",    "[gal_wi]",  "[gil_br]",  "[gil_us]",  "[gr]",     "[hd_i]",
    "[hnsf'U]",    "[in_br]",  "[in_i'H2O]",  "[in_i'Hg]", "[in_i]",    "[in_us]",   "[ka'U]",   "[kn_i]",
    "[knk'U]",     "[lb_ap]",  "[lb_av]",     "[lb_tr]",   "[lbf_av]",  "[lcwt_av]", "[lk_us]",  "[lton_av]",
    "[mclg'U]",    "[mesh_i]", "[mi_i]",      "[mi_us]",   "[mil_i]",   "[min_br]",  "[min_us]", "[nmi_i]",
    "[oz_ap]",     "[oz_av]",  "[oz_m]",      "[oz_tr]",   "[p'diop]",  "[pH]",      "[pi]",     "[pk_br]",
    "[pk_us]",     "[ppb]",    "[ppm]",       "[ppth]",    "[pptr]",    "[psi]",     "[pt_br]",  "[pt_us]",
    "[pwt_tr]",    "[qt_br]",  "[qt_us]",     "[sc_ap]",   "[sct]",     "[sft_i]",   "[smgy'U]", "[ston_av]",
    "[stone_av]",  "[syd_i]",  "[tb'U]",      "[tbs_m]",   "[tbs_us]",  "[todd'U]",  "[tsp_m]",  "[tsp_us]",
    "[wood'U]",    "[yd_br]",  "[yd_i]",      "[yd_us]",   "a",         "a_g",       "a_j",      "a_t",
    "b",           "bit_s",    "circ",        "d",         "deg",       "gon",       "h",        "min",
    "mo",          "sph",      "wk"};
constexpr std::array<std::string_view, 24> kPrefixes{"Gi", "Ki", "Mi", "Ti", "da", "E", "G", "M", "P", "T", "Y", "Z",
                                                     "a",  "c",  "d",  "f",  "h",  "k", "m", "n", "p", "u", "y", "z"};

bool is_unit(std::string_view name) {
    static const auto kUnits = [] {
        std::unordered_set<std::string_view> units(kOthers.begin(), kOthers.end());
        units.insert(kMetric.begin(), kMetric.end());
        static std::deque<std::string> prefixed;
        for (const std::string_view prefix : kPrefixes) {
            for (const std::string_view unit : kMetric)
                units.insert(prefixed.emplace_back(std::string(prefix).append(unit)));
        }
        return units;
    }();
    return kUnits.contains(name);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// UCUM section 2: term = [/] component {(. or /) component}; component = unit with exponent, number, or (term), each
// with an {annotation}, which may also stand alone.
class Term {
public:
    explicit Term(std::string_view text) : rest_(text) {}

    bool is_whole() { return term(0) && rest_.empty(); }

private:
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool term(int depth) {
        take('/');
        if (!component(depth)) return false;
        while (take('.') || take('/')) {
            if (!component(depth)) return false;
        }
        return true;
    }
    bool component(int depth) {
        if (rest_.starts_with('{')) return annotation();
        if (take('(')) {
            if (depth == 8 || !term(depth + 1) || !take(')')) return false;
        } else if (!unit()) {
            return false;
        }
        return !rest_.starts_with('{') || annotation();
    }
    bool annotation() {
        const std::size_t end = rest_.find('}');
        if (end == std::string_view::npos || rest_.find('{', 1) < end) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }
    // The signs of brackets are part of a unit; a number behind one is its exponent.
    bool unit() {
        std::size_t end = 0;
        for (bool bracket = false; end < rest_.size(); ++end) {
            const char c = rest_[end];
            if (c == '[' || c == ']') bracket = c == '[';
            if (!bracket && (c == '.' || c == '/' || c == '{' || c == '(' || c == ')')) break;
        }
        std::string_view name = rest_.substr(0, end);
        rest_.remove_prefix(end);
        if (std::all_of(name.begin(), name.end(), is_digit)) return !name.empty();
        if (is_unit(name)) return true;
        std::size_t digits = 0;
        while (digits < name.size() && is_digit(name[name.size() - 1 - digits])) ++digits;
        if (digits == 0) return false;
        name.remove_suffix(digits);
        if (name.ends_with('+') || name.ends_with('-')) name.remove_suffix(1);
        return is_unit(name);
    }

    std::string_view rest_;
};

}  // namespace

bool is_ucum(std::string_view text) {
    return Term(text).is_whole();
}

}  // namespace hios::map
