#include "jobs/cli/completion_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hios::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Completion : public testing::Test {
protected:
    Completion() {
        CLI::App* import_verb = app_.add_subcommand("import", "Jobs: of an import service");
        CLI::App* list = import_verb->add_subcommand("list", "It's a list. More words.");
        list->add_option("--state", text_, "Only these")->check(CLI::IsMember({"open", "done"}));
        list->add_flag("-j,--json", flag_, "JSON");
        list->add_option("FILE", file_, "A file");
        CLI::App* shell = app_.add_subcommand("completion", "Scripts");
        shell->add_option("SHELL", text_, "")->check(CLI::IsMember({"bash", "zsh"}));
    }

    CLI::App app_{"A program", "hios"};
    std::string text_;
    std::string file_;
    bool flag_ = false;
};

TEST_F(Completion, TreeHoldsVerbsOptionsChoicesAndFiles) {
    const auto commands = completion_tree(app_);
    ASSERT_EQ(commands.size(), 4U);
    EXPECT_THAT(commands[0].words, ElementsAre("import", "completion"));
    EXPECT_EQ(commands[2].path, "import list");
    EXPECT_EQ(commands[2].description, "It's a list");
    EXPECT_TRUE(commands[2].takes_files);
    bool state_seen = false;
    for (const auto& option : commands[2].options) {
        if (option.names[0] != "--state") continue;
        state_seen = true;
        EXPECT_TRUE(option.takes_value);
        EXPECT_THAT(option.choices, ElementsAre("open", "done"));
    }
    EXPECT_TRUE(state_seen);
    EXPECT_THAT(commands[3].words, ElementsAre("bash", "zsh"));
    EXPECT_FALSE(commands[3].takes_files);
}

TEST_F(Completion, ScriptsNameCommandsAndChoices) {
    const auto commands = completion_tree(app_);
    for (const std::string& script : {bash_completion(commands), zsh_completion(commands), fish_completion(commands)}) {
        EXPECT_THAT(script, HasSubstr("import"));
        EXPECT_THAT(script, HasSubstr("open done"));
    }
    EXPECT_THAT(fish_completion(commands), HasSubstr("'It\\'s a list'"));
    EXPECT_THAT(zsh_completion(commands), HasSubstr("'list:It'\\''s a list'"));
}

}  // namespace
}  // namespace hios::cli
