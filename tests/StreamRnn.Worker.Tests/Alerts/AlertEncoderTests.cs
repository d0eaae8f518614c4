using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;
using StreamRnn.Alerting;
using StreamRnn.Kafka;
using StreamRnn.Worker.Alerts;

namespace StreamRnn.Worker.Tests.Alerts;

public sealed class AlertEncoderTests
{
    private readonly AlertEncoder encoder = new("/plants/7", ["temperature", "vibration"], "0.1.0-seed1");

    [Fact]
    public void Encode_Opened_IsTheGoldenExample()
    {
        CloudEvent alert = encoder.Encode(Changes.Opened);

        Assert.Equal($"{Changes.IncidentId}/0", alert.Id);
        Assert.Equal("/plants/7", alert.Source);
        Assert.Equal("streamrnn.incident.opened", alert.Type);
        Assert.Equal("pump-7 ü", alert.Subject);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), alert.Time);
        Assert.Equal("urn:streamrnn:schema:alert:v1", alert.DataSchema);
        Assert.Equal(
            """
            {"stream":"pump-7 ü","time":"2026-01-31T12:00:00.000Z","incident":{"id":"0123456789abcdef0123456789abcdef","state":"opened","sequence":0,"opened_at":"2026-01-31T12:00:00.000Z","exceedances":1,"peak_score":0.75},"score":0.75,"severity":"info","confidence":1,"surprise":12.5,"features":[{"name":"temperature","actual":2.5,"expected":70.25,"lower":64.5,"upper":76,"attribution":1},{"name":"vibration","actual":null,"expected":null,"lower":null,"upper":null,"attribution":0}],"reason":"temperature 2.50 is below its forecast, 64.5 to 76.0, by 11.2 times the usual error; about once in 3 days in its usual life","input":{"topic":"readings","partition":3,"offset":123456789012},"model":{"version":"0.1.0-seed1"}}
            """,
            Encoding.UTF8.GetString(alert.Data.Span));
    }

    [Fact]
    public void Encode_Resolved_NamesTheIncidentAndItsPeak()
    {
        CloudEvent alert = encoder.Encode(Changes.Resolved);
        JsonNode data = JsonNode.Parse(alert.Data.Span)!;

        Assert.Equal($"{Changes.IncidentId}/2", alert.Id);
        Assert.Equal("streamrnn.incident.resolved", alert.Type);
        Assert.Equal("resolved", (string?)data["incident"]!["state"]);
        Assert.Equal("2026-01-31T13:00:00.000Z", (string?)data["time"]);
        Assert.Equal("2026-01-31T12:00:00.000Z", (string?)data["incident"]!["opened_at"]);
        Assert.Equal("critical", (string?)data["severity"]);
        Assert.Equal(0.75, (double?)data["score"]);
    }

    [Theory]
    [InlineData(IncidentState.Open, "opened")]
    [InlineData(IncidentState.Update, "updated")]
    [InlineData(IncidentState.Resolve, "resolved")]
    public void Encode_EveryState_HasOneWordInTypeAndBody(IncidentState state, string word)
    {
        CloudEvent alert = encoder.Encode(Changes.Opened with { State = state });

        Assert.Equal($"streamrnn.incident.{word}", alert.Type);
        Assert.Equal(word, (string?)JsonNode.Parse(alert.Data.Span)!["incident"]!["state"]);
        Assert.Equal(word, state.Name());
    }

    [Fact]
    public async Task Shorter_OfManyFeatures_HalvesThemToTheOneWithTheHighestAttribution()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        Exceedance trigger = Changes.Exceedance with
        {
            Actual = [1, 2, 3, 4, 5],
            Expected = [0, 0, 0, 0, 0],
            Lower = [-1, -1, -1, -1, -1],
            Upper = [1, 1, 1, 1, 1],
            Attribution = [0.1, 0.3, 0, 0.4, 0.2],
            LeadingFeature = 3,
        };
        CloudEvent whole = new AlertEncoder("/plants/7", names, "0.1.0-seed1").Encode(Changes.Opened with { Trigger = trigger, Opening = trigger });
        JsonSchema schema = await ClosedSchema.ReadAsync(AlertSchema.Json);

        CloudEvent two = whole.Shorter!();
        CloudEvent one = two.Shorter!();

        Assert.Equal(("a b c d e", null), Features(whole));
        Assert.Equal(("b d", 3), Features(two));
        Assert.Equal(("d", 4), Features(one));
        Assert.Null(one.Shorter);
        Assert.Equal(whole.Id, one.Id);
        Assert.Empty(schema.Validate(Encoding.UTF8.GetString(one.Data.Span)));

        static (string, int?) Features(CloudEvent alert)
        {
            JsonNode data = JsonNode.Parse(alert.Data.Span)!;
            return (string.Join(' ', data["features"]!.AsArray().Select(static feature => (string)feature!["name"]!)), (int?)data["features_left_out"]);
        }
    }

    [Fact]
    public void Encode_EqualChanges_GiveEqualBytes()
    {
        Assert.Equal(encoder.Encode(Changes.Opened).Data.ToArray(), encoder.Encode(Changes.Opened).Data.ToArray());
    }

    [Theory]
    [InlineData(0.5, "info")]
    [InlineData(0.9899, "info")]
    [InlineData(0.99, "warning")]
    [InlineData(0.9989, "warning")]
    [InlineData(0.999, "critical")]
    public void Encode_PeakScore_DecidesTheSeverity(double peakScore, string severity)
    {
        JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Opened with { PeakScore = peakScore }).Data.Span)!;

        Assert.Equal(severity, (string?)data["severity"]);
    }

    [Theory]
    [InlineData(IncidentState.Open)]
    [InlineData(IncidentState.Update)]
    [InlineData(IncidentState.Resolve)]
    public async Task Encode_EveryState_FollowsTheSchemaAndSaysNothingBesides(IncidentState state)
    {
        JsonSchema schema = await ClosedSchema.ReadAsync(AlertSchema.Json);
        string data = Encoding.UTF8.GetString(encoder.Encode(Changes.Opened with { State = state, Sequence = 1 }).Data.Span);

        Assert.Empty(schema.Validate(data));
    }

    [Fact]
    public async Task Encode_CourseOfAnIncident_IsSaidAndFollowsTheSchema()
    {
        JsonSchema schema = await ClosedSchema.ReadAsync(AlertSchema.Json);
        foreach (UpdateCause cause in Enum.GetValues<UpdateCause>())
        {
            foreach (Resolution resolution in Enum.GetValues<Resolution>())
            {
                JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Opened with { Cause = cause, Resolution = resolution, Flaps = 2, QuietSpan = TimeSpan.FromHours(4) }).Data.Span)!;

                Assert.Empty(schema.Validate(data.ToJsonString()));
                JsonNode incident = data["incident"]!;
                Assert.Equal(cause == UpdateCause.None ? null : cause.ToString().ToLowerInvariant(), (string?)incident["cause"]);
                Assert.Equal(resolution switch { Resolution.Recovered => "recovered", Resolution.NewNormal => "new-normal", _ => null }, (string?)incident["resolution"]);
                Assert.Equal((2, 14_400), ((int)incident["flaps"]!, (int)incident["quiet_seconds"]!));
            }
        }
    }

    [Fact]
    public async Task Encode_IncidentThatBeganMutedOrBelongsToAGroup_SaysSo()
    {
        JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Opened with { Muting = new Muting("nights", Changes.OpeningTime - 60_000) }).Data.Span)!;

        Assert.Empty((await ClosedSchema.ReadAsync(AlertSchema.Json)).Validate(data.ToJsonString()));
        data = JsonNode.Parse(encoder.Encode(Changes.Resolved with { FoldedInto = Changes.IncidentId, Muting = new Muting("nights", Changes.OpeningTime - 60_000) }).Data.Span)!;
        Assert.Empty((await ClosedSchema.ReadAsync(AlertSchema.Json)).Validate(data.ToJsonString()));
        Assert.Equal(Changes.IncidentId, (string?)data["incident"]!["group"]);
        Assert.Equal("""{"rule":"nights","since":"2026-01-31T11:59:00.000Z"}""", data["incident"]!["muted"]!.ToJsonString());
    }

    [Theory]
    [InlineData(0, "info")]
    [InlineData(1, "warning")]
    [InlineData(int.MaxValue, "critical")]
    public void Encode_SeverityCap_IsNotExceeded(int cap, string severity)
    {
        JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Opened with { PeakScore = 0.999, SeverityCap = cap }).Data.Span)!;

        Assert.Equal(severity, (string?)data["severity"]);
    }

    [Fact]
    public void Encode_LateRecovery_SaysSoInWords()
    {
        JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Resolved with { Resolution = Resolution.Recovered, FollowsTheEnd = true }).Data.Span)!;

        Assert.Equal("the stream is back where it was before the incident, which was over already", (string?)data["reason"]);
    }

    [Theory]
    [InlineData("score", "2", ValidationErrorKind.NumberTooBig)]
    [InlineData("severity", "\"bad\"", ValidationErrorKind.NotInEnumeration)]
    [InlineData("features", "[]", ValidationErrorKind.TooFewItems)]
    [InlineData("stream", "7", ValidationErrorKind.StringExpected)]
    [InlineData("mood", "\"good\"", ValidationErrorKind.NoAdditionalPropertiesAllowed)]
    public async Task Schema_WrongValue_IsRefused(string property, string value, ValidationErrorKind expected)
    {
        JsonSchema schema = await ClosedSchema.ReadAsync(AlertSchema.Json);
        JsonNode data = JsonNode.Parse(encoder.Encode(Changes.Opened).Data.Span)!;
        data[property] = JsonNode.Parse(value);

        Assert.Equal(expected, Assert.Single(schema.Validate(data.ToJsonString())).Kind);
    }

    [Fact]
    public void Schema_ItsName_IsTheDataSchemaOfAlerts()
    {
        JsonNode schema = JsonNode.Parse(AlertSchema.Json.Span)!;

        Assert.Equal(AlertSchema.Uri, (string?)schema["$id"]);
        Assert.Contains($"warning from {SeverityScale.WarningFrom}, critical from {SeverityScale.CriticalFrom}", (string?)schema["properties"]!["severity"]!["description"], StringComparison.Ordinal);
    }
}
