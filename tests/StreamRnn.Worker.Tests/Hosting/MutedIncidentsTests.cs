using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Tests.Alerts;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class MutedIncidentsTests
{
    private static readonly IncidentChange Opening = Changes.Opened with { Withheld = Withholding.Muted, Muting = new Muting("nights", Changes.OpeningTime) };

    [Fact]
    public void Newest_MoreThanAreKept_AreTheLastOnesInReverse()
    {
        var muted = new MutedIncidents();
        for (int sequence = 0; sequence <= MutedIncidents.Capacity; sequence++)
        {
            muted.Add(Opening with { Sequence = sequence });
        }

        Assert.Equal(Enumerable.Range(1, MutedIncidents.Capacity).Reverse(), muted.Newest().Select(change => change.Sequence));
    }

    [Fact]
    public void Write_AnIncident_IsALineWithoutReadings() =>
        Assert.Equal(
            """{"time":"2026-01-31T12:00:00.000Z","stream":"pump-7 ü","rule":"nights","score":0.75}""" + "\n",
            Encoding.UTF8.GetString(MutedPage.Write([Opening]).Span));
}
