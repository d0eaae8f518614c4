using StreamRnn.Core.Tests.Streams;
using Xunit.Runner.InProc.SystemConsole;

// The tests, or for those that start this program with other processor features: what the reference runs come to.
if (args is not [ReferenceRun.ReportArgument])
{
    return await ConsoleRunner.Run(args);
}

Console.WriteLine(ReferenceRun.Report());
return 0;
