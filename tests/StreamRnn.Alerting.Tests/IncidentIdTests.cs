using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static StreamRnn.Alerting.Tests.Exceedances;

namespace StreamRnn.Alerting.Tests;

public sealed class IncidentIdTests
{
    [Fact]
    public void Of_KnownEvent_IsTheHashOfItsWrittenOutEncoding()
    {
        Exceedance opening = Of("Pumpe Süd", 42, Noon);
        using var encoded = new MemoryStream();
        using var writer = new BinaryWriter(encoded);
        writer.Write(Encoding.UTF8.GetByteCount(opening.Stream));
        writer.Write(Encoding.UTF8.GetBytes(opening.Stream));
        writer.Write(Encoding.UTF8.GetByteCount(opening.Topic));
        writer.Write(Encoding.UTF8.GetBytes(opening.Topic));
        writer.Write(opening.Partition);
        writer.Write(opening.Offset);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(encoded.ToArray())[..16]), IncidentId.Of(opening));
    }

    [Fact]
    public void Of_AnyPartOfTheOriginDiffers_Differs()
    {
        Exceedance opening = Of("ab", 42, Noon) with { Topic = "c" };
        Exceedance[] others =
        [
            opening with { Stream = "a", Topic = "bc" },
            opening with { Stream = "abc", Topic = "" },
            opening with { Topic = "d" },
            opening with { Partition = 4 },
            opening with { Offset = 43 },
            opening with { Partition = BinaryPrimitives.ReverseEndianness(opening.Partition) },
        ];

        Assert.Equal(others.Length + 1, others.Append(opening).Select(IncidentId.Of).Distinct().Count());
    }

    [Fact]
    public void Of_OnlyTheReadingDiffers_IsTheSame() =>
        Assert.Equal(IncidentId.Of(Of("ab", 42, Noon)), IncidentId.Of(Of("ab", 42, Noon + 1, 0.99).With(1, 2, 3, 4)));
}
