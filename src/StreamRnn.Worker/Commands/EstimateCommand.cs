using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn estimate</c>: what a worker of this configuration takes at full capacity, before anything starts.</summary>
internal static class EstimateCommand
{
    public static readonly string[] Examples =
    [
        "streamrnn estimate --config streamrnn.yaml",
        "streamrnn estimate --set streams.capacity=1000000 --set streams.memory=lean",
        "streamrnn estimate --config streamrnn.yaml --partitions 12",
    ];

    public static Command Create()
    {
        var flags = new ConfigurationFlags();
        var partitions = new Option<int>("--partitions", "-p")
        {
            Description = "Input partitions that this worker owns. Default: streams.partitions, or 1.",
            HelpName = "N",
            CustomParser = ParsePartitions,
        };
        var command = new Command("estimate", "Print the memory that a worker takes at full capacity, part by part, before anything starts.");
        flags.AddTo(command);
        command.Options.Add(partitions);
        command.SetAction(parsed =>
        {
            WorkerOptions options = flags.Load(parsed).Options;
            // The flag can't be 0: that it is 0 says that it was left out.
            long available = MachineMemory.AvailableBytes();
            int owned = parsed.GetValue(partitions) is > 0 and var given ? given : Math.Max(1, options.Streams.Partitions);
            var memory = new WorkerMemory(options, owned, availableBytes: available);
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
            Write(memory, isTerminal ? AnsiConsole.Console : PlainConsole.On(output), isTerminal ? TableBorder.Rounded : TableBorder.Ascii2);
            if (memory.Shortage(available) is { } shortage)
            {
                throw new CommandFailedException(ExitCode.Failed, $"This would not run here: {shortage}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Writes the form of memory and the table.</summary>
    private static void Write(WorkerMemory memory, IAnsiConsole console, TableBorder border)
    {
        MemoryEstimate lane = memory.Lane;
        Table table = new Table().Border(border);
        table.AddColumn(new TableColumn("Part").NoWrap());
        table.AddColumn(new TableColumn("Bytes a stream").NoWrap().RightAligned());
        table.AddColumn(new TableColumn("MiB").NoWrap().RightAligned());
        AddRow("streams' rows", lane.Rows, ofStreams: true);
        AddRow("index", lane.Index, ofStreams: true);
        AddRow("names of up to 28 bytes", lane.Names, ofStreams: true);
        AddRow("weights and optimiser", lane.Weights);
        AddRow("training scratch", lane.Training);
        AddRow("batch buffers", lane.BatchBuffers);
        AddRow("one partition", lane.Total);
        table.AddEmptyRow();
        AddRow($"partitions: {Count(memory.Partitions)}", memory.Partitions * lane.Total);
        AddRow("records read ahead, at most", memory.ReadAheadBytes);
        if (memory.SnapshotBytes > 0)
        {
            AddRow("snapshots, at most", memory.SnapshotBytes);
        }

        AddRow("runtime and clients", WorkerMemory.BaseBytes);
        AddRow("worker", memory.TotalBytes);

        console.WriteLine($"Memory {memory.Form}.");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Count(lane.Capacity)} streams a partition, {lane.BytesPerStream:N1} bytes each; {Count((long)memory.Partitions * lane.Capacity)} streams in all."));
        console.WriteLine();
        console.Write(table);

        void AddRow(string part, long bytes, bool ofStreams = false) => table.AddRow(
            part,
            ofStreams ? ((double)bytes / lane.Capacity).ToString("N1", CultureInfo.InvariantCulture) : "",
            WorkerMemory.Mebibytes(bytes));
    }

    private static int ParsePartitions(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int partitions) && partitions is >= 1 and <= StreamsSection.MaxPartitions)
        {
            return partitions;
        }

        argument.AddError($"--partitions: '{text}' is not a number of partitions from 1 to {StreamsSection.MaxPartitions}.");
        return 1;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
