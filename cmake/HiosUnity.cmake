# What makes a build from scratch short. HIOS_UNITY=ON compiles
#   - all sources in batches, which parse their headers and instantiate their templates once,
#   - the tests themselves unoptimized and without line tables, and links them with gold where there is one; what they test
#     keeps its own options,
#   - what runs once a command, not once a document, with -O1 (hios_cold_path).
#
# The presets release and asan set it; debug, tidy and fuzz do not, so every source must also compile by itself.
# The sources of a batch share their anonymous namespaces: a name there must be the only one of its target. A target
# that cannot be batched sets its property UNITY_BUILD to OFF; a source with compile options of its own stays single.

option(HIOS_UNITY "Compile in batches" OFF)

set(CMAKE_UNITY_BUILD ${HIOS_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)

if(HIOS_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(
        # Memory (KiB) before GCC first looks for what it could free, which costs a tenth of the time of a large source.
        --param=ggc-min-heapsize=786432
        # A class of a source in a batch is taken for one of a header.
        $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()

# hios_quick_build(TARGET): a test program.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold HIOS_HAS_GOLD)
function(hios_quick_build target)
    if(HIOS_UNITY)
        target_compile_options(${target} PRIVATE "$<$<CONFIG:RelWithDebInfo>:-O0;-g0>")
        if(HIOS_HAS_GOLD)
            target_link_options(${target} PRIVATE -fuse-ld=gold)
        endif()
    endif()
endfunction()

# hios_cold_path(): the targets of this folder and those below it run once a command; -O2 would cost a third more time.
macro(hios_cold_path)
    if(HIOS_UNITY)
        add_compile_options($<$<CONFIG:RelWithDebInfo>:-O1>)
    endif()
endmacro()

# hios_data_path(): what the targets that this folder and those below it add do, they do for each document. GCC bounds how
# much a source may grow by inlining, however much is in it; there a batch shall be as fast as its sources alone.
macro(hios_data_path)
    if(HIOS_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(--param=large-unit-insns=1000000)
    endif()
endmacro()
