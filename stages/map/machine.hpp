#pragma once
// Runs a program over documents or rows and appends the resources as NDJSON. Nothing is allocated in the
// steady state. A row either gives all its resources or is a reject.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/byte_buffer.hpp"
#include "stages/map/program.hpp"

namespace hios::map {

// One line that was appended. Offsets are in the buffer it was appended to.
struct Emitted {
    std::string_view type;     // lives as long as the program
    std::size_t begin = 0;     // of the line
    std::size_t length = 0;    // '\n' included
    std::size_t id_begin = 0;  // 0 with id_length 0: the template writes no id
    std::size_t id_length = 0;
};

// Why a row was not mapped. No values of the row are in it.
struct RowReject {
    enum class Why : std::uint8_t { kMissing, kDoesNotFit, kNoId };
    Why why = Why::kMissing;
    const Spot* spot = nullptr;  // of the program
};

// "BIRTHDATE has no value; Patient.birthDate needs one (synthea.yaml:21:16)"
[[nodiscard]] std::string to_text(const RowReject& reject);

struct MachineCounts {
    std::uint64_t rows = 0;
    std::uint64_t resources = 0;
    std::uint64_t rejects = 0;
    std::vector<std::uint64_t> written;  // by leaf; 0: the element stayed empty
    std::vector<std::uint64_t> dropped;  // by spot: values that did not fit and were left out
};

// Not thread-safe; one per worker and program. The program must outlive it.
class Machine {
public:
    // `id_namespace`: the job's, as for fhir::IdNamespace.
    Machine(const Program& program, std::string_view id_namespace);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // Appends to `out`. False: the row is a reject, see reject(); nothing was appended.
    bool run(const SourceView& view, ByteBuffer& out);

    // Of the last run(); valid until the next.
    [[nodiscard]] const std::vector<Emitted>& emitted() const { return emitted_; }
    [[nodiscard]] const RowReject& reject() const { return reject_; }
    [[nodiscard]] const MachineCounts& counts() const { return counts_; }

private:
    struct Frame {
        std::size_t mark = 0;
        std::uint64_t written = 0;
    };
    bool execute(std::size_t from, std::size_t to);
    bool each_slot(const Op& op, std::size_t body);
    bool each_text(const Op& op, std::size_t body);
    bool call(const Op& op);
    bool compare(const Op& op);
    bool fault(std::uint32_t spot);
    void begin_resource(const Op& op);
    bool note_id(const Op& op);
    void end_resource();
    void write(const Op& op, std::string_view text, std::string_view after);
    void concat(const Op& op);
    void close(const Op& op);
    [[nodiscard]] std::string_view text_of(const Op& op);

    const Program& program_;
    const char* literals_;
    const SourceView* view_ = nullptr;
    SourceView::Row row_;
    ByteBuffer* out_ = nullptr;
    Scratch scratch_;
    IdMaker ids_;
    Context context_{scratch_, ids_};
    std::vector<std::string_view> registers_;
    std::vector<Frame> frames_;
    std::vector<Handle> handles_;
    std::vector<Emitted> emitted_;
    std::uint64_t written_ = 0;
    RowReject reject_;
    MachineCounts counts_;
};

}  // namespace hios::map
