#pragma once
// The table of input formats.

#include <memory>
#include <vector>

#include "jobs/formats/format.hpp"
#include "jobs/spec/job_spec.hpp"

namespace hios::jobs {

// The formats that one job reads, in the order in which they are asked. Immutable; share it between threads.
class Formats {
public:
    explicit Formats(const JobSpec& spec);

    // Of a part: the first that claims it. The last one takes everything.
    [[nodiscard]] std::uint8_t of(std::string_view part, std::string_view head, bool whole) const;

    // Whether a part only packs the documents that lie beside it in an archive: its name says so, and no format reads
    // it.
    [[nodiscard]] bool is_packaging(std::uint8_t format, std::string_view member, std::string_view head,
                                    bool whole) const;

    [[nodiscard]] const Format& operator[](std::size_t number) const { return *formats_[number]; }
    [[nodiscard]] std::size_t size() const { return formats_.size(); }

private:
    std::vector<std::unique_ptr<const Format>> formats_;
};

}  // namespace hios::jobs
