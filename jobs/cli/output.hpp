#pragma once
// What the program says: results on standard output, everything else on standard error.

#include <string>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::cli {

// Colour only on a terminal, without NO_COLOR and with a TERM that can.
bool use_colour(int descriptor);

// Thread-safe: each call is one whole text. Output to a reader that has gone away is dropped.
class Output {
public:
    Output();

    // Results. out() does not end the line, line() does.
    void out(std::string_view text);
    void line(std::string_view text = {});

    // "note: ..." and "error: ..." on standard error.
    void note(std::string_view text);
    void error(std::string_view text);
    // The error's lines, its place, and how to mend it.
    void error(const Error& error);

    // For words on standard output; as they are when it takes no colour.
    [[nodiscard]] std::string bold(std::string_view text) const;
    [[nodiscard]] std::string dim(std::string_view text) const;

    // False once standard output could not be written (disk full): the result is not complete.
    [[nodiscard]] bool good() const { return good_; }

private:
    bool colour_out_;
    bool colour_err_;
    bool good_ = true;
};

}  // namespace hios::cli
