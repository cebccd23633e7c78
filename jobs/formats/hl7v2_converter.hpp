#pragma once
// HL7 v2 messages to lines, by the built-in map.

#include <optional>

#include "jobs/formats/format.hpp"
#include "jobs/formats/lane_writer.hpp"
#include "jobs/formats/map_tallies.hpp"
#include "jobs/maps/document_map.hpp"
#include "jobs/spec/job_spec.hpp"
#include "stages/hl7v2/json/writer.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/hl7v2/read_addresses.hpp"

namespace hios::jobs {

class Hl7v2Converter final : public DocumentConverter {
public:
    Hl7v2Converter(std::shared_ptr<const DocumentMap> map, const Hl7v2Spec& spec, const ConversionSettings& settings);
    void convert(Work& work) override;

private:
    // What needs the compiled map, which the first message has compiled.
    struct Engine {
        Engine(const map::Program& program, std::string_view name_space);
        const hl7v2::Hl7v2Space& space;
        map::Machine machine;
        MapTallies tallies;
        hl7v2::MessageView view;
        hl7v2::ReadAddresses reads;
    };

    void take(Document& document);
    void take_message();
    void take_json();
    [[nodiscard]] std::int64_t time_of_message();
    void count_unread();
    void tell(std::vector<MapTally>& tallies);

    const std::shared_ptr<const DocumentMap> map_;
    const Hl7v2Spec spec_;
    const std::string name_space_;
    LaneWriter writer_;
    std::optional<Engine> engine_;
    std::optional<hl7v2::json::Writer> json_;
    hl7v2::Message message_;
    map::Zones zones_;
    ByteBuffer made_;
    std::map<std::string, std::uint64_t, std::less<>> unread_;  // "OBX-17" -> messages' leaves, since told
    std::map<std::string_view, std::uint64_t> notes_;           // by code
    Work* work_ = nullptr;
};

}  // namespace hios::jobs
