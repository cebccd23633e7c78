#pragma once
// Runs a program over documents or rows and appends the resources as NDJSON. Nothing is allocated in the
// steady state. A row either gives all its resources or is a reject.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/byte_buffer.hpp"
#include "stages/map/handle_map.hpp"
#include "stages/map/line_sink.hpp"
#include "stages/map/path_tree.hpp"
#include "stages/map/program.hpp"

namespace hios::map {

// One line that was appended. Offsets are in the buffer that the sink gave for it.
struct Emitted {
    std::string_view type;     // lives as long as the program
    std::size_t begin = 0;     // of the line
    std::size_t length = 0;    // '\n' included
    std::size_t id_begin = 0;  // 0 with id_length 0: the template writes no id
    std::size_t id_length = 0;
    bool mention = false;  // the document does not maintain this resource: it must not replace what one that does said
    std::uint32_t resource = 0;  // type is program.resource_types[resource]
};

// Why a row, or a resource of a document, was not mapped. No values of the row are in it.
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
    std::vector<std::uint64_t> failed;   // by spot: resources of documents that could not be made for it
    std::uint64_t faults = 0;            // dropped and failed in all
};

// Not thread-safe; one per worker and program. The program must outlive it.
class Machine {
public:
    // `id_namespace`: the job's, as for fhir::IdNamespace.
    Machine(const Program& program, std::string_view id_namespace);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    // What source() says from now on; null: nothing. It must live as long as run() asks for it.
    void set_source(const SourceFacts* facts) { context_.source = facts; }

    // From the n-th place of a kind on, what is done for it is remembered as a path (path_tree.hpp): the same bytes
    // come out, sooner. Before run(). It takes time, which so many places make up for, and memory, some MB at most.
    void learn_paths(std::uint32_t from_place = 256);
    // How many places were mapped that way.
    [[nodiscard]] std::uint64_t by_paths() const { return by_paths_; }

    // Appends to what the sink gives. False: the row is a reject, see reject(); nothing was appended.
    bool run(const SourceView& view, LineSink& sink);
    // ... to `out`.
    bool run(const SourceView& view, ByteBuffer& out) {
        OneBuffer sink(out);
        return run(view, sink);
    }

    // Of the last run(); valid until the next.
    [[nodiscard]] const std::vector<Emitted>& emitted() const { return emitted_; }
    [[nodiscard]] const RowReject& reject() const { return reject_; }
    [[nodiscard]] const MachineCounts& counts() const { return counts_; }

private:
    friend class PathRecorder;

    struct Frame {
        std::size_t mark = 0;
        std::uint64_t written = 0;
    };
    // A resource that was made while another was being written.
    struct Aside {
        Emitted line;  // in asides_[depth]
        std::size_t depth = 0;
    };
    // What stands at a slot, for as long as the document is the same: maps ask for few places over and over.
    template <class T>
    struct Known {
        Handle handle = 0;
        Slot slot = 0;
        std::uint32_t run = 0;  // 0: of none
        T value{};
    };
    template <class T>
    struct KnownSlots {
        static constexpr std::size_t kSize = 512;
        std::vector<Known<T>> entries = std::vector<Known<T>>(kSize);
        Known<T>& at(Handle handle, Slot slot) {
            return entries[((handle ^ handle >> 36) * 0x9E37'79B1U + slot) % kSize];
        }
    };
    void forget();
    // Those from `from` to `to`, which jump to places in `ops`.
    bool execute(const Op* ops, const Op* from, const Op* to);
    bool execute_all(const std::vector<Op>& ops) { return execute(ops.data(), ops.data(), ops.data() + ops.size()); }
    bool each_slot(const Op* ops, const Op& op, const Op* body);
    bool each_text(const Op* ops, const Op& op, const Op* body);
    bool fragment(const Op& op);
    // `tree`: of its paths, or null.
    bool run_fragment(const FragmentCode& code, const std::array<Handle, 2>& places, std::string_view& value,
                      PathTree* tree = nullptr);
    void keep_value(std::uint32_t fragment, Handle place, std::string_view value, std::uint64_t faults_before);
    bool call(const Op& op);
    static bool compare(const Op& op, std::string_view left, std::string_view right);
    bool check_form(const Op& op);
    bool fault(std::uint32_t spot);
    bool resource(const Op* ops, const Op& op, const Op* body);
    bool resource_aside(const Op* ops, const Op& op, const Op* body);
    std::string_view reference(std::string_view type, std::string_view id);
    void keep_aside(const Emitted& line, std::size_t depth);
    void append_asides();
    void take_back();
    bool note_id(const Op& op, std::size_t position);
    void bound(const Op& op);
    std::string_view id_of(const Binding& binding);
    void ordinal(const Op& op);
    void concat(const Op& op);
    void join(const Op& op);
    [[nodiscard]] std::string_view text_of(const Op& op);
    std::string_view text_there(const Op& op);
    [[nodiscard]] bool exists(std::uint8_t handle_number, Slot slot);
    [[nodiscard]] bool anything(std::uint8_t handle_number, Slot slot);
    [[nodiscard]] bool has_any(const Guard* guards, std::size_t count);

    // --- paths
    struct Paths;
    enum class Followed : std::uint8_t { kToTheEnd, kNowhere, kNoPath };
    PathTree* tree_of(const Op& op);
    PathTree* tree_of_fragment(std::uint32_t fragment);
    template <class Body>
    bool on_path(PathTree& tree, std::uint32_t from_place, Body&& body);
    template <class... What>
    const PathNode* end_of(PathTree& tree, const What&... what);
    // False: not by a path, and nothing was done.
    bool by_path(PathTree& tree, const Op* body, const Op* end);
    bool value_by_path(PathTree& tree, const FragmentCode& code, std::string_view& value);
    bool id_by_path(std::uint32_t binding, std::string_view& id);
    Followed follow(PathTree& tree, const PathNode*& end);
    Followed walk(PathTree* tree, const Op* next, const PathNode*& end);
    bool compute(const Op& op);
    Reach look_around(Handle place);
    bool shared(const Op& op);
    bool make_shared(const Op& op);
    std::uint64_t shape_of(const PathNode& question);
    std::uint64_t number_of(const PathNode& question);
    void write(const PathTree& tree, const PathNode& end);
    void tend_paths();
    void share_more();
    [[nodiscard]] bool answer(const PathTree& tree, const PathNode& question);
    [[nodiscard]] const PathCensus& census() const;
    void note_text(TextSource source, std::string_view text);
    void note_sharing(std::uint32_t fragment, bool shared);
    void note_globals();

    const Program& program_;
    const char* literals_;
    const SourceView* view_ = nullptr;
    SourceView::Row row_;
    bool quick_ = false;  // SourceView::quick()
    LineSink* sink_ = nullptr;
    ByteBuffer outside_;  // of all resources: nothing is written there
    ByteBuffer* out_ = &outside_;
    Scratch scratch_;
    IdMaker ids_;
    Zones zones_;
    Context context_{scratch_, ids_, zones_};
    // The value of a fragment for the places it was computed for last.
    struct KnownFragment {
        std::uint32_t run = 0;
        std::array<Handle, 2> places{};
        std::string_view value;
    };
    [[nodiscard]] bool knows(const FragmentCode& code, KnownFragment& known, const std::array<Handle, 2>& places);
    // The ordinals of all places of one kind.
    struct NumberedPlaces {
        std::uint32_t run = 0;
        HandleMap of_values;  // hash of a value -> how many places have it
        HandleMap of_places;  // place -> its ordinal
    };
    void number_places(const Ordinal& ordinal, NumberedPlaces& numbered);
    std::vector<NumberedPlaces> ordinals_;     // of the program
    std::vector<std::string_view> registers_;  // of the program, then of the fragments that are run
    std::string_view* r_ = nullptr;            // those of the code at hand
    std::string_view* next_r_ = nullptr;       // of the next fragment
    std::vector<KnownFragment> known_fragments_;
    std::vector<Frame> frames_;
    ByteBuffer joined_;  // texts that are being joined, one inside the other
    std::vector<Handle> handles_;
    std::vector<Handle> kept_items_;  // of paths around the one that is followed
    std::vector<Emitted> emitted_;
    std::vector<std::unique_ptr<ByteBuffer>> aside_buffers_;  // by depth
    std::vector<Aside> asides_;
    std::size_t aside_depth_ = 0;
    HandleMap kept_;          // (fragment, place) -> its value
    HandleMap kept_counted_;  // likewise, of those with faults that were counted
    HandleMap bound_;         // (binding, place) -> "Type/id"
    struct LastBound {        // what was asked for last of a binding: most places refer to the same patient
        std::uint32_t run = 0;
        Handle place = 0;
        std::string_view made;
    };
    std::vector<LastBound> last_bound_;
    HandleMap aside_of_;  // hash of type and id -> index in asides_
    KnownSlots<std::string_view> known_texts_;
    KnownSlots<bool> known_there_;
    KnownSlots<bool> known_anything_;
    std::uint32_t run_ = 0;
    std::uint64_t written_ = 0;
    bool trying_ = false;  // a path: what does not fit ends the try and is not counted
    bool noting_ = false;  // the census of texts goes on
    std::uint64_t by_paths_ = 0;
    std::unique_ptr<Paths> paths_;
    RowReject reject_;
    MachineCounts counts_;
};

}  // namespace hios::map
