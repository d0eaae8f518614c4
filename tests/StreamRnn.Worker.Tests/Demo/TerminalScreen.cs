using System.Globalization;
using System.Text;
using Spectre.Console;

namespace StreamRnn.Worker.Tests.Demo;

/// <summary>What a person sees: a terminal that understands the control sequences which Spectre and the demo write, and refuses others.</summary>
internal sealed class TerminalScreen(int width) : TextWriter
{
    private readonly List<char[]> rows = [NewRow(width)];
    private readonly StringBuilder sequence = new();
    private int row;
    private int column;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The rows from the first one written on, without blanks at their ends; the last one is never blank.</summary>
    public string[] Rows
    {
        get
        {
            string[] text = [.. rows.Select(characters => new string(characters).TrimEnd())];
            return text[..(Array.FindLastIndex(text, line => line.Length > 0) + 1)];
        }
    }

    /// <summary>A console on the screen, with control sequences and without colours.</summary>
    public IAnsiConsole Console()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(this),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    public override void Write(char value)
    {
        if (sequence.Length > 0 || value == '\e')
        {
            sequence.Append(value);
            if (sequence.Length > 2 && char.IsAsciiLetter(value))
            {
                Control(sequence.ToString(2, sequence.Length - 3), value);
                sequence.Clear();
            }

            return;
        }

        switch (value)
        {
            case '\r':
                column = 0;
                break;
            case '\n':
                MoveTo(row + 1);
                column = 0;
                break;
            default:
                // As terminals do: the character after a full row goes to the next one, not the cursor behind the last.
                if (column == width)
                {
                    MoveTo(row + 1);
                    column = 0;
                }

                rows[row][column++] = value;
                break;
        }
    }

    private static char[] NewRow(int width) => [.. Enumerable.Repeat(' ', width)];

    private void Control(string parameter, char command)
    {
        switch (command, parameter)
        {
            case ('A', _):
                MoveTo(Math.Max(0, row - int.Parse(parameter, CultureInfo.InvariantCulture)));
                break;
            case ('J', ""):
                rows[row].AsSpan(Math.Min(column, width)).Fill(' ');
                rows.RemoveRange(row + 1, rows.Count - row - 1);
                break;
            case ('K', "2"):
                rows[row].AsSpan().Fill(' ');
                break;
            case ('m', _) or ('h', "?25") or ('l', "?25"):
                break;
            default:
                throw new NotSupportedException($"The screen does not know ESC [ {parameter} {command}.");
        }
    }

    private void MoveTo(int target)
    {
        row = target;
        while (rows.Count <= row)
        {
            rows.Add(NewRow(width));
        }
    }
}
