/** The command line: finds the commands of whatever modules are on the class path, and turns failures into exit codes. */
package io.lorkd.launcher;
