using System.Text.Json;
using StreamRnn.Core.Streams;

namespace StreamRnn.Kafka.Parsing;

/// <summary>The reasons' names as metrics and dead letters show them.</summary>
public static class RejectReasonNames
{
    private static readonly string[] names =
        [.. Enum.GetValues<RejectReason>().Select(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))];

    /// <summary>All reasons that reject, without <see cref="RejectReason.None"/>.</summary>
    public static IReadOnlyList<RejectReason> All { get; } = [.. Enum.GetValues<RejectReason>().Skip(1)];

    /// <summary>The name in snake case: <c>value_not_a_number</c>.</summary>
    public static string Name(this RejectReason reason) => names[(int)reason];

    /// <summary>The reason that a lane's outcome stands for; <see cref="RejectReason.None"/> where the event was taken in, had been before, or has no place: nothing is wrong with that record.</summary>
    public static RejectReason From(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Scored or EventOutcome.WarmingUp or EventOutcome.Replayed or EventOutcome.Refused => RejectReason.None,
        EventOutcome.Missing => RejectReason.ValueMissing,
        EventOutcome.OutOfRange => RejectReason.ValueOutOfRange,
        EventOutcome.Late => RejectReason.Late,
        EventOutcome.Duplicate => RejectReason.Duplicate,
        EventOutcome.WrongFeatureCount => RejectReason.WrongFeatureCount,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome that this version knows."),
    };
}
