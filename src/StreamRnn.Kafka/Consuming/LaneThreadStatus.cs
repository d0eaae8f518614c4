namespace StreamRnn.Kafka.Consuming;

/// <summary>What a lane thread does.</summary>
/// <param name="Thread">Its number, from 0.</param>
/// <param name="Partitions">Input partitions that it has now.</param>
/// <param name="Busy">Time since the start that it spent at anything but waiting for records: its rate is the thread's load, 0 to 1.</param>
/// <param name="BatchAge">How long it has had the batch at least that it has in hand; zero where it has none, or one that was begun within the last second.</param>
public readonly record struct LaneThreadStatus(int Thread, int Partitions, TimeSpan Busy, TimeSpan BatchAge);
