# What makes a build from scratch short. HIOS_UNITY=ON compiles
#   - the sources of jobs and tests in batches, which parse their headers and instantiate their templates once,
#   - those of the other folders singly, with the headers that most of them include parsed beforehand (not under a
#     launcher such as ccache, which would have to be told to trust them),
#   - the tests themselves unoptimized; what they test keeps its own options.
#
# The presets release and asan set it; debug, tidy and fuzz do not, so every source must also compile by itself.
# The sources of a batch share their anonymous namespaces: a name there must be the only one of its target. A target
# that cannot be batched sets its property UNITY_BUILD to OFF; a source with compile options of its own stays single.

option(HIOS_UNITY "Compile jobs and tests in batches, the rest with precompiled headers" OFF)

if(HIOS_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Memory (KiB) before GCC first looks for what it could free, which costs a tenth of the time of a large source.
    add_compile_options(--param=ggc-min-heapsize=786432)
endif()

# hios_unity(): the targets that this folder and those below it add are compiled in batches.
macro(hios_unity)
    set(CMAKE_UNITY_BUILD ${HIOS_UNITY})
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
    if(HIOS_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-subobject-linkage)  # a class of a source in a batch is taken for one of a header
    endif()
endmacro()

# hios_precompile(TARGET): precompiled headers for a target that is not batched. A batch has little use for them: its
# time goes into instantiating.
function(hios_precompile target)
    get_target_property(batched ${target} UNITY_BUILD)
    if(NOT HIOS_UNITY OR batched OR CMAKE_CXX_COMPILER_LAUNCHER)
        return()
    endif()
    # Once for libraries and once for programs: GCC takes no precompiled header of another -fPIC or -fPIE.
    get_target_property(type ${target} TYPE)
    set(shared hios_headers_${type})
    if(NOT TARGET ${shared})
        set(stub ${PROJECT_BINARY_DIR}/${shared}.cpp)
        file(CONFIGURE OUTPUT ${stub} CONTENT "// Compiled for its precompiled headers.\n")
        add_library(${shared} OBJECT ${stub})
        if(type STREQUAL "EXECUTABLE")
            set_target_properties(${shared} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
            target_compile_options(${shared} PRIVATE -fPIE)
        endif()
        target_link_libraries(${shared} PRIVATE hios_warnings fmt::fmt)
        target_precompile_headers(${shared} PRIVATE
            <algorithm> <array> <charconv> <cstring> <functional> <map> <memory> <optional> <span> <string>
            <string_view> <unordered_map> <utility> <vector> <fmt/format.h> <tl/expected.hpp>)
    endif()
    target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()
