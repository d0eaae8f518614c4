using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Shows how an evaluation comes along: a bar on a terminal, and a line now and then elsewhere.</summary>
internal sealed class EvaluationProgress : IEvaluationProgress
{
    private readonly ProgressTask task;
    private readonly string title;
    private readonly int total;
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private long rows;
    private int finished;

    private EvaluationProgress(ProgressTask task, string title, int total) => (this.task, this.title, this.total) = (task, title, total);

    /// <summary>The console of standard error: what is told there leaves the tables on standard output alone.</summary>
    public static IAnsiConsole On(TextWriter error) =>
        Console.IsErrorRedirected ? PlainConsole.On(error) : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    /// <summary>Runs the work with a bar on <paramref name="console"/> over so many series.</summary>
    public static T Show<T>(IAnsiConsole console, string title, int total, Func<IEvaluationProgress, T> work) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .Start(context => work(new EvaluationProgress(context.AddTask(Markup.Escape(title), maxValue: total), title, total)));

    /// <inheritdoc/>
    public void Advanced(long rows)
    {
        lock (gate)
        {
            this.rows += rows;
            Tell();
        }
    }

    /// <inheritdoc/>
    public void Finished()
    {
        lock (gate)
        {
            finished++;
            task.Increment(1);
            Tell();
        }
    }

    private void Tell() => task.Description = Markup.Escape(string.Create(
        CultureInfo.InvariantCulture,
        $"{title}: {finished} of {total} series, {rows:N0} rows, {rows / Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-3):N0} rows/s"));
}
