using System.Text;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Tests.Live;

public sealed class LiveStreamIndexTests
{
    /// <summary>More than the filter has bits: many keys share a bit with one that is shown.</summary>
    private const int FleetSize = 50_000;

    [Theory]
    [InlineData("sensor-{0}")]
    [InlineData("{0}")]
    [InlineData("{0}/plant-7/temperature")]
    public void TryFind_FleetOfKeys_FindsJustTheStreamsThatWereAdded(string format)
    {
        var index = new LiveStreamIndex();
        var shown = new Dictionary<string, LiveStream>();
        for (int i = 0; i < FleetSize; i += 500)
        {
            string name = string.Format(null, format, i);
            shown[name] = new LiveStream(name, new LivePoint[4]);
            index = index.With(Encoding.UTF8.GetBytes(name), shown[name]);
        }

        Assert.Equal(shown.Count, index.Count);
        for (int i = 0; i < FleetSize; i++)
        {
            string name = string.Format(null, format, i);
            bool isFound = index.TryFind(Encoding.UTF8.GetBytes(name), out LiveStream? stream);

            Assert.Equal(shown.ContainsKey(name), isFound);
            Assert.Same(shown.GetValueOrDefault(name), stream);
        }
    }

    [Fact]
    public void With_AnotherStream_LeavesTheIndexAsItIs()
    {
        var before = new LiveStreamIndex();
        LiveStreamIndex after = before.With("a"u8, new LiveStream("a", new LivePoint[4]));

        Assert.False(before.TryFind("a"u8, out _));
        Assert.True(after.TryFind("a"u8, out _));
        Assert.False(after.TryFind(""u8, out _));
    }
}
