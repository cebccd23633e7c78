# What makes a build from scratch short. HIOS_UNITY=ON compiles
#   - the sources of jobs and tests in batches, which parse their headers and instantiate their templates once,
#   - the tests themselves unoptimized; what they test keeps its own options.
#
# The presets release and asan set it; debug, tidy and fuzz do not, so every source must also compile by itself.
# The sources of a batch share their anonymous namespaces: a name there must be the only one of its target. A target
# that cannot be batched sets its property UNITY_BUILD to OFF; a source with compile options of its own stays single.

option(HIOS_UNITY "Compile jobs and tests in batches" OFF)

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
