/* Cameras for machines without one: a V4L2 driver in the process that uses it.
 *
 *   cc -shared -fPIC -o driver.so tests/camera-driver.c
 *   LD_PRELOAD=./driver.so CAMERA_DRIVER_NODES=nodes program
 *
 * The files of the folder "nodes" stand for those of /dev. What a node does depends on its number:
 *   video0  never comes back from open
 *   video1  opens, and never says which formats it has
 *   video2  says everything, starts, and never delivers
 *   video3  delivers a grey picture of 640 x 480 thirty times a second
 *   video4  the same, and delivers nothing more after ten of them
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 640, HEIGHT = 480, BYTES = 2 * WIDTH * HEIGHT, BUFFERS = 4, FDS = 1024 };

/* Number of the node behind a descriptor, plus one. */
static int node_of[FDS];
static int next_buffer[FDS];
static int (*real_open)(const char *, int, ...);
static DIR *(*real_opendir)(const char *);
static long (*real_syscall)(long, ...);

__attribute__((constructor)) static void find(void) {
  real_open = dlsym(RTLD_NEXT, "open");
  real_opendir = dlsym(RTLD_NEXT, "opendir");
  real_syscall = dlsym(RTLD_NEXT, "syscall");
}

static void hang(void) {
  for (;;) pause();
}

static int open_node(int node) {
  if (node == 0) hang();
  int fd = memfd_create("camera", MFD_CLOEXEC);
  if (fd < 0 || fd >= FDS || ftruncate(fd, BUFFERS * BYTES) != 0) return -1;
  unsigned char *grey = mmap(NULL, BUFFERS * BYTES, PROT_WRITE, MAP_SHARED, fd, 0);
  if (grey == MAP_FAILED) return -1;
  memset(grey, 128, BUFFERS * BYTES);
  munmap(grey, BUFFERS * BYTES);
  node_of[fd] = node + 1;
  next_buffer[fd] = 0;
  return fd;
}

static int open_any(const char *path, int flags, mode_t mode) {
  if (strncmp(path, "/dev/video", 10) == 0) return open_node(atoi(path + 10));
  int fd = real_open(path, flags, mode);
  if (fd >= 0 && fd < FDS) node_of[fd] = 0;
  return fd;
}

static mode_t mode_in(int flags, va_list list) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_in(flags, list);
  va_end(list);
  return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_in(flags, list);
  va_end(list);
  return open_any(path, flags | O_LARGEFILE, mode);
}

DIR *opendir(const char *path) {
  const char *nodes = getenv("CAMERA_DRIVER_NODES");
  return real_opendir(nodes && strcmp(path, "/dev") == 0 ? nodes : path);
}

static int refused(int why) {
  errno = why;
  return -1;
}

static int dequeue(int fd, struct v4l2_buffer *buffer) {
  if (node_of[fd] == 3 || (node_of[fd] == 5 && next_buffer[fd] >= 10)) hang();
  struct timespec frame = {0, 33000000}, now;
  nanosleep(&frame, NULL);
  clock_gettime(CLOCK_MONOTONIC, &now);
  buffer->index = next_buffer[fd]++ % BUFFERS;
  buffer->bytesused = buffer->length = BYTES;
  buffer->timestamp.tv_sec = now.tv_sec;
  buffer->timestamp.tv_usec = now.tv_nsec / 1000;
  return 0;
}

static int control(int fd, unsigned long request, void *argument) {
  switch (request) {
    case VIDIOC_QUERYCAP: {
      struct v4l2_capability *is = argument;
      memset(is, 0, sizeof *is);
      strcpy((char *)is->driver, "test");
      strcpy((char *)is->card, "test camera");
      is->capabilities = is->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    }
    case VIDIOC_ENUM_FMT: {
      struct v4l2_fmtdesc *format = argument;
      if (node_of[fd] == 2) hang();
      if (format->index > 0) return refused(EINVAL);
      format->pixelformat = V4L2_PIX_FMT_YUYV;
      return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
      struct v4l2_frmsizeenum *size = argument;
      if (size->index > 0) return refused(EINVAL);
      size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
      size->discrete.width = WIDTH;
      size->discrete.height = HEIGHT;
      return 0;
    }
    case VIDIOC_ENUM_FRAMEINTERVALS: {
      struct v4l2_frmivalenum *interval = argument;
      if (interval->index > 0) return refused(EINVAL);
      interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
      interval->discrete.numerator = 1;
      interval->discrete.denominator = 30;
      return 0;
    }
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT: {
      struct v4l2_pix_format *picture = &((struct v4l2_format *)argument)->fmt.pix;
      picture->width = WIDTH;
      picture->height = HEIGHT;
      picture->pixelformat = V4L2_PIX_FMT_YUYV;
      picture->bytesperline = 2 * WIDTH;
      picture->sizeimage = BYTES;
      return 0;
    }
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: {
      struct v4l2_captureparm *pace = &((struct v4l2_streamparm *)argument)->parm.capture;
      pace->timeperframe.numerator = 1;
      pace->timeperframe.denominator = 30;
      return 0;
    }
    case VIDIOC_REQBUFS: {
      struct v4l2_requestbuffers *wanted = argument;
      if (wanted->count > BUFFERS) wanted->count = BUFFERS;
      return 0;
    }
    case VIDIOC_QUERYBUF: {
      struct v4l2_buffer *buffer = argument;
      buffer->length = BYTES;
      buffer->m.offset = buffer->index * BYTES;
      return 0;
    }
    case VIDIOC_DQBUF:
      return dequeue(fd, argument);
    case VIDIOC_QBUF:
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
      return 0;
    default:
      return refused(ENOTTY);
  }
}

/* The Rust bindings of V4L2 call the kernel in this way. */
long syscall(long number, ...) {
  long value[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) value[i] = va_arg(list, long);
  va_end(list);
  long fd = value[0];
  if (number == SYS_ioctl && fd >= 0 && fd < FDS && node_of[fd] > 0) {
    return control((int)fd, (unsigned int)value[1], (void *)value[2]);
  }
  return real_syscall(number, value[0], value[1], value[2], value[3], value[4], value[5]);
}
