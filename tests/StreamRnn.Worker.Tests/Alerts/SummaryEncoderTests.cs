using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Kafka;
using StreamRnn.Worker.Alerts;

namespace StreamRnn.Worker.Tests.Alerts;

public sealed class SummaryEncoderTests
{
    private readonly SummaryEncoder encoder = new("/plants/7", "0.1.0-seed1");

    [Fact]
    public void Encode_GroupOpened_IsTheGoldenExample()
    {
        CloudEvent record = encoder.Encode(Summaries.Group with { Listed = [Summaries.Group.Listed[0]], NotListed = 2 });

        Assert.Equal(
            ($"{Changes.IncidentId}/0", "streamrnn.group.opened", "plant-3", "urn:streamrnn:schema:summary:v1"), (record.Id, record.Type, record.Subject, record.DataSchema));
        Assert.Equal(
            """
            {"kind":"group","name":"plant-3","definition":"plant","time":"2026-01-31T12:00:00.000Z","summary":{"id":"0123456789abcdef0123456789abcdef","state":"opened","sequence":0,"opened_at":"2026-01-31T12:00:00.000Z","incidents":3,"open":3,"peak_score":0.75},"severity":"info","incidents":[{"stream":"plant-3/pump-1","id":"0123456789abcdef0123456789abcdef","opened_at":"2026-01-31T11:59:00.000Z","peak_score":0.75}],"incidents_left_out":2,"reason":"3 streams of plant-3 opened incidents close together: plant-3/pump-1","input":{"topic":"readings","partition":3,"offset":123456789012},"model":{"version":"0.1.0-seed1"}}
            """,
            Encoding.UTF8.GetString(record.Data.Span));
    }

    public static TheoryData<SummaryChange, string, string> Reasons => new()
    {
        { Summaries.Group, "streamrnn.group.opened", "3 streams of plant-3 opened incidents close together: plant-3/pump-1, plant-3/pump-2, plant-3/pump-3" },
        { Summaries.Group with { State = IncidentState.Update, Incidents = 7000, OpenIncidents = 2, NotListed = 4 }, "streamrnn.group.updated", "7,000 incidents of plant-3 so far, 2 of them open: plant-3/pump-1, plant-3/pump-2, plant-3/pump-3 and 4 more" },
        { Summaries.Group with { State = IncidentState.Resolve, OpenIncidents = 0, Listed = [] }, "streamrnn.group.resolved", "all incidents of plant-3 are over, 3 in all" },
        { Summaries.Storm with { Incidents = 1, Listed = [Summaries.Group.Listed[0]] }, "streamrnn.storm.opened", "more incidents opened in readings/3 than are told one by one; until that is over, they are counted and listed here: plant-3/pump-1" },
        { Summaries.Storm with { State = IncidentState.Update, Incidents = 9, OpenIncidents = 8 }, "streamrnn.storm.updated", "9 incidents in readings/3 since the storm began, 8 of them open, 3 since the last word: plant-3/pump-1, plant-3/pump-2, plant-3/pump-3" },
        { Summaries.Storm with { State = IncidentState.Resolve, Incidents = 9 }, "streamrnn.storm.resolved", "the storm in readings/3 is over: 9 incidents, 3 of them open, which are told one by one from now on: plant-3/pump-1, plant-3/pump-2, plant-3/pump-3" },
        { Summaries.Storm with { State = IncidentState.Resolve, Incidents = 1, OpenIncidents = 0, Listed = [] }, "streamrnn.storm.resolved", "the storm in readings/3 is over: 1 incident, none of them open" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Encode_EveryChange_SaysItInWordsAndFollowsTheSchema(SummaryChange change, string type, string reason)
    {
        CloudEvent record = encoder.Encode(change);
        JsonNode data = JsonNode.Parse(record.Data.Span)!;

        Assert.Equal((type, reason), (record.Type, (string?)data["reason"]));
        Assert.Empty((await ClosedSchema.ReadAsync(SummarySchema.Json)).Validate(data.ToJsonString()));
    }

    [Theory]
    [InlineData(0.992, 0, int.MaxValue, "warning")]
    [InlineData(0.992, 1, int.MaxValue, "critical")]
    [InlineData(0.992, 5, int.MaxValue, "critical")]
    [InlineData(0.5, 1, int.MaxValue, "warning")]
    [InlineData(0.9999, 2, 0, "info")]
    public void Encode_Severity_RisesWithTheNumberAndStaysBelowTheCap(double peakScore, int rise, int cap, string severity) =>
        Assert.Equal(severity, (string?)JsonNode.Parse(encoder.Encode(Summaries.Group with { PeakScore = peakScore, SeverityRise = rise, SeverityCap = cap }).Data.Span)!["severity"]);

    [Fact]
    public async Task Shorter_OfALongList_HalvesItToNothing()
    {
        JsonSchema schema = await ClosedSchema.ReadAsync(SummarySchema.Json);
        var left = new List<(int, int?)>();
        for (CloudEvent? record = encoder.Encode(Summaries.Group); record is not null; record = record.Shorter?.Invoke())
        {
            JsonNode data = JsonNode.Parse(record.Data.Span)!;
            Assert.Empty(schema.Validate(data.ToJsonString()));
            left.Add((data["incidents"]!.AsArray().Count, (int?)data["incidents_left_out"]));
        }

        Assert.Equal([(3, null), (1, 2), (0, 3)], left);
    }

    [Fact]
    public void Schema_ItsName_IsTheDataSchemaOfSummaries() =>
        Assert.Equal(SummarySchema.Uri, (string?)JsonNode.Parse(SummarySchema.Json.Span)!["$id"]);
}
