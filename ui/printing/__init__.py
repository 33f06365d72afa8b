"""From the bytes of a PDF to the printer, in a process of its own: a driver that hangs or dies takes nothing along."""
