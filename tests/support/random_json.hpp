#pragma once
// Random JSON texts from a seed: nested, with odd white space, escapes and numbers.

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace hios::test {

class RandomJson {
public:
    explicit RandomJson(std::uint64_t seed) : random_(seed) {}

    std::string value(int depth = 4) {
        switch (below(depth > 0 ? 8 : 5)) {
            case 0:
                return number();
            case 1:
                return std::string(pick(kLiterals));
            case 2:
            case 3:
            case 4:
                return string();
            case 5:
            case 6:
                return object(depth - 1);
            default:
                return array(depth - 1);
        }
    }

    // Members of an object, without braces; names do not repeat.
    std::string members(int depth) {
        std::string text;
        for (std::size_t i = 0, count = below(6); i < count; ++i) {
            if (i > 0) text += ',';
            text += white() + '"' + pick_escaped(pick(kNames)) + std::to_string(i) + '"' + white() + ':' + white() +
                    value(depth) + white();
        }
        return text;
    }
    std::string object(int depth) { return '{' + white() + members(depth) + '}'; }

    std::string array(int depth) {
        std::string text = "[" + white();
        for (std::size_t i = 0, count = below(5); i < count; ++i)
            text += (i > 0 ? "," : "") + white() + value(depth) + white();
        return text + ']';
    }

    std::string string() {
        std::string text = "\"";
        for (std::size_t i = 0, count = below(8); i < count; ++i) text += pick(kPieces);
        return text + '"';
    }

    std::string number() {
        std::string text = below(3) == 0 ? "-" : "";
        text += below(4) == 0 ? "0" : std::to_string(1 + below(99999));
        if (below(5) == 0 && text.back() != '0') text += "9876543210987654321";
        if (below(2) == 0)
            text += "." + std::string(below(4), '0') + std::to_string(below(1000)) + std::string(below(3), '0');
        if (below(4) == 0) text += std::string(pick(kExponents)) + std::to_string(below(20));
        return text;
    }

    std::string white() {
        std::string text;
        while (below(3) == 0) text += " \t\r\n"[below(4)];
        return text;
    }

    // One to four random edits.
    std::string mutated(std::string text) {
        for (std::size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
            const std::size_t at = below(text.size());
            switch (below(5)) {
                case 0:
                    text[at] = static_cast<char>(1 + below(255));
                    break;
                case 1:
                    text[at] = kStructural[below(kStructural.size())];
                    break;
                case 2:
                    text.insert(at, 1, kStructural[below(kStructural.size())]);
                    break;
                case 3:
                    text.erase(at, 1 + below(3));
                    break;
                default:
                    text.resize(at);
                    break;
            }
        }
        return text;
    }

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

private:
    static constexpr std::array<std::string_view, 3> kLiterals{"true", "false", "null"};
    static constexpr std::array<std::string_view, 4> kExponents{"e", "E", "e+", "E-"};
    static constexpr std::array<std::string_view, 6> kNames{"value", "x", "code", "a rather long member name",
                                                            "ünï",   ""};
    static constexpr std::array<std::string_view, 20> kPieces{"a",
                                                              "Bc",
                                                              " ",
                                                              "  ",
                                                              "{",
                                                              "}",
                                                              "[",
                                                              "]",
                                                              ":",
                                                              ",",
                                                              "\\\"",
                                                              "\\\\",
                                                              "\\/",
                                                              "\\n",
                                                              "\\u0041",
                                                              "\\u00e9",
                                                              "\\uD83D\\uDE00",
                                                              "é",
                                                              "€",
                                                              "😀"};
    static constexpr std::string_view kStructural = "{}[]\":,\\ \n0-.eEtfnu1a";

    template <std::size_t N>
    std::string_view pick(const std::array<std::string_view, N>& from) {
        return from[below(N)];
    }
    std::string pick_escaped(std::string_view name) {
        return below(6) == 0 ? "\\u0079" + std::string(name) : std::string(name);
    }

    std::mt19937_64 random_;
};

}  // namespace hios::test
