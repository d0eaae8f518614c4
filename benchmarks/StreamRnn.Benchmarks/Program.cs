using StreamRnn.Benchmarks.Commands;

return await BenchmarkCommands.RunAsync(args);
