using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Emitting;

/// <summary>What delivery needs of the options.</summary>
/// <param name="InputTopic">Whose offsets are committed.</param>
/// <param name="AlertTopic">Where alerts go.</param>
/// <param name="DeadLetters">Where rejected records go, and how many.</param>
/// <param name="CommitInterval">How often offsets are committed where there is no alert.</param>
/// <param name="MaximumMessageBytes">The largest record that the producer sends.</param>
internal sealed record DeliverySettings(
    string InputTopic, string AlertTopic, DeadLetterOptions DeadLetters, TimeSpan CommitInterval, int MaximumMessageBytes);
