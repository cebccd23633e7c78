#include "stages/validate/profile_choice.hpp"

namespace hios::validate {

Outcome<std::shared_ptr<const ProfileChoice>> ProfileChoice::make(std::string us_core,
                                                                  std::span<const std::string> files) {
    std::shared_ptr<ProfileChoice> made(new ProfileChoice(std::move(us_core)));
    if (!files.empty()) {
        HIOS_TRY(auto set, definitions::ProfileSet::from_json(files, definitions::Table::r4()));
        for (const definitions::Profile& profile : set->profiles()) {
            // A profile of a datatype or extension holds where another profile asks for it.
            if (definitions::Table::r4().type(profile.type).kind == definitions::TypeKind::kResource)
                made->always_.push_back(&profile);
        }
        made->profiles_.add(std::move(set));
    }
    return std::shared_ptr<const ProfileChoice>(std::move(made));
}

const ProfileChoice& ProfileChoice::usual() {
    static const ProfileChoice choice("3.1.1");
    return choice;
}

}  // namespace hios::validate
