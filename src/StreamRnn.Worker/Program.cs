using StreamRnn.Worker;
using StreamRnn.Worker.Commands;

Console.SetOut(new StandardStream(Console.Out, failure =>
    throw new CommandFailedException(ExitCode.Failed, $"standard output can't be written: {failure.Message}", failure)));

// There is nothing left to say that on; the exit code still tells.
Console.SetError(new StandardStream(Console.Error, _ => { }));
return await CommandLine.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
