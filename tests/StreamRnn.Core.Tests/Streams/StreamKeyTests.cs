using System.Text;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

public sealed class StreamKeyTests
{
    // The published reference values of MurmurHash3_x64_128 with seed 0.
    [Theory]
    [InlineData("", 0x0000000000000000UL, 0x0000000000000000UL)]
    [InlineData("hello", 0xcbd8a7b341bd9b02UL, 0x5b1e906a48ae1d19UL)]
    [InlineData("hello, world", 0x342fac623a5ebc8eUL, 0x4cdcbc079642414dUL)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 0xcd99481f9ee902c9UL, 0x695da1a38987b6e7UL)]
    public void Of_PublishedVector_GivesItsHash(string text, ulong low, ulong high) =>
        Assert.Equal(new StreamKey(low, high), StreamKey.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Of_EveryLengthAndEveryByteChanged_GivesAnotherKey()
    {
        byte[] bytes = [.. Enumerable.Range(1, 40).Select(i => (byte)i)];
        HashSet<StreamKey> seen = [];
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.True(seen.Add(StreamKey.Of(bytes.AsSpan(0, length))));
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x80;
            Assert.True(seen.Add(StreamKey.Of(bytes)));
            bytes[i] ^= 0x80;
        }
    }
}
