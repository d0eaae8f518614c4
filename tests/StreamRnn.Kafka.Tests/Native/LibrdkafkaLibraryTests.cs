using StreamRnn.Kafka.Native;

namespace StreamRnn.Kafka.Tests.Native;

public sealed class LibrdkafkaLibraryTests
{
    [Fact]
    public void Resolve_CalledForEachNativeFunction_LooksForTheLibraryOnce()
    {
        nint library = LibrdkafkaLibrary.Resolve(LibrdkafkaLibrary.Name, typeof(LibrdkafkaLibrary).Assembly, null);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(library, LibrdkafkaLibrary.Resolve(LibrdkafkaLibrary.Name, typeof(LibrdkafkaLibrary).Assembly, null));

        // What the process has mapped is hundreds of thousands.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void Resolve_AnotherLibrary_IsLeftToTheRuntime() =>
        Assert.Equal(0, LibrdkafkaLibrary.Resolve("libc", typeof(LibrdkafkaLibrary).Assembly, null));
}
