using System.Text;

namespace StreamRnn.Worker.Tests.Demo;

/// <summary>A writer whose lines another thread can wait for.</summary>
internal sealed class WatchedWriter : TextWriter
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (gate)
        {
            lines.Add(value ?? "");
            written.TrySetResult();
            written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <summary>Gives the first line that holds <paramref name="text"/>, once there is one.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                next = written.Task;
            }

            await Wait.ForAsync(next, $"a line with '{text}' is written");
        }
    }
}
