import ArgumentParser
import CNcurses
import NIOPosix
import ServiceLifecycle
import Logging

@main
struct ChatTUI: ParsableCommand {
    func run() {}
}
