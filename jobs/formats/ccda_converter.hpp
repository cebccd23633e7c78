#pragma once
// C-CDA documents to lines, by the built-in map.

#include <optional>

#include "jobs/formats/format.hpp"
#include "jobs/formats/lane_writer.hpp"
#include "jobs/formats/map_tallies.hpp"
#include "jobs/maps/document_map.hpp"
#include "jobs/spec/job_spec.hpp"
#include "stages/ccda/account.hpp"
#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/unwrap.hpp"

namespace hios::jobs {

class CcdaConverter final : public DocumentConverter {
public:
    CcdaConverter(std::shared_ptr<const DocumentMap> map, const CcdaSpec& spec, const ConversionSettings& settings);
    void convert(Work& work) override;

private:
    // What needs the compiled map, which the first document has compiled.
    struct Engine {
        Engine(const map::Program& program, std::string_view name_space, const ccda::CcdaSettings& settings);
        const ccda::CcdaSpace& space;
        map::Machine machine;
        LaneWriter::LanesOfResources lanes;
        map::SourceFacts source;  // of the document at hand
        MapTallies tallies;
        ccda::CcdaView view;
    };

    void take(Document& document);
    void take_xml(std::string_view bytes);
    [[nodiscard]] std::int64_t time_of_document();
    void count_warnings();
    void count_entries();
    void tell(std::vector<MapTally>& tallies);

    const std::shared_ptr<const DocumentMap> map_;
    const CcdaSpec spec_;
    const std::string name_space_;
    RowObserver* const observer_;
    LaneWriter writer_;
    std::optional<Engine> engine_;
    ccda::Unwrapper unwrapper_;
    map::Zones zones_;
    std::vector<ccda::EntryUse> uses_;
    std::map<std::string, std::uint64_t, std::less<>> unmapped_;  // by element and template; 0: none since told
    std::string name_;                                            // of one of them, put together in place
    std::vector<std::uint64_t> skipped_;                          // by rule, since told
    std::map<std::string_view, std::uint64_t> warnings_;          // by code
    Work* work_ = nullptr;
};

}  // namespace hios::jobs
