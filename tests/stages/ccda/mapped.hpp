#pragma once
// What the built-in maps of C-CDA make of a document: as they stand in the source tree, read with another reader of
// JSON.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/builtin/document_map.hpp"
#include "stages/ccda/account.hpp"
#include "stages/ccda/ccda_space.hpp"
#include "stages/map/machine.hpp"
#include "tests/stages/ccda/samples.hpp"
#include "tests/support/source_maps.hpp"

namespace hios::ccda::test {

using Json = nlohmann::json;

class Mapped {
public:
    explicit Mapped(const std::map<std::string, std::string>& choices = {}) {
        const hios::test::SourceMaps maps("ccda");
        map::Problems problems;
        map::CompileSettings settings;
        for (const auto& [name, value] : choices) settings.settings[name] = value;
        compiled_ = builtin::compile_documents(builtin::join(map::SourceFormat::kCcda, maps.files(), problems),
                                               settings, problems);
        for (const map::Problem& one : problems.all()) ADD_FAILURE() << to_text(one);
        program_ = compiled_.program("");
        view_ = std::make_unique<CcdaView>(dynamic_cast<const CcdaSpace&>(*program_->space));
        machine_ = std::make_unique<map::Machine>(*program_, "test");
    }

    // Its resources; none when it is refused.
    std::vector<Json> resources(std::string_view document) {
        std::vector<Json> all;
        ByteBuffer out;
        if (!view_->read(document) || !machine_->run(*view_, out)) return all;
        for (const map::Emitted& one : machine_->emitted())
            all.push_back(Json::parse(out.view().substr(one.begin, one.length)));
        return all;
    }

    // Of the document before: the name that has claimed the first statement with that template, "" when none has.
    std::string name_of(std::string_view template_root) {
        std::vector<EntryUse> uses;
        const Dispatch& dispatch = dynamic_cast<const CcdaSpace&>(*program_->space).dispatch();
        account(view_->document(), view_->index(), dispatch, uses);
        for (const EntryUse& use : uses)
            if (use.template_root == template_root) return use.claim == 0 ? "" : dispatch.rules()[use.claim - 1U].name;
        return "no such statement";
    }

private:
    map::CompiledMap compiled_;
    const map::Program* program_ = nullptr;
    std::unique_ptr<CcdaView> view_;
    std::unique_ptr<map::Machine> machine_;
};

}  // namespace hios::ccda::test
